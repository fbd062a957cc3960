"""The list is found under its titles, and what each column becomes is proposed, never guessed in silence."""

from datetime import date

from addin.actions.importing import FoundList, find_list, plan_import
from addin.actions.importing_files import read_text
from addin.rules.messy_cells import Context
from addin.rules.messy_layout import RawSheet
from addin.rules.messy_mapping import reread_dates
from sync.ids import new_id
from workbook_templates.book import Reading
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.reading import SheetGrid, read_grids
from workbook_templates.text import Lang


def empty_book(key: str, *rows: list[object]) -> Reading:
    table = TABLE[key]
    header = ["_id", *(column.label.fr for column in table.columns)]
    return read_grids([SheetGrid(table.label.fr, [header, *rows])], INPUT_TABLES)


def found(text: str, table: str = "crew", lang: Lang = "fr", *merges: tuple[int, int, int, int]) -> FoundList:
    sheet = RawSheet("Liste", read_text(text.encode()), merges)
    return find_list([sheet], TABLE[table], lang, Context(lang, "FR", date(2026, 11, 25)))


def targets(source: FoundList) -> list[str]:
    return [column.target for column in source.proposal.columns]


def rows(source: FoundList, table: str = "crew") -> list[dict[str, str]]:
    plan = plan_import(empty_book(table), TABLE[table], source, source.proposal.columns, new_id, {})
    return [{key: cell for key, cell in row.cells.items() if cell and key != "person"} for row in plan.rows]


def codes(source: FoundList) -> list[str]:
    plan = plan_import(empty_book("crew"), TABLE["crew"], source, source.proposal.columns, new_id, {})
    return [finding.code for finding in plan.findings if finding.code not in ("id-given", "missing-start")]


def test_a_header_is_found_under_titles_and_banners_name_departments() -> None:
    source = found(
        "LES OMBRES;;\nMise à jour : 3 mars;;\n;;\nFonction;Nom;Tél.\nIMAGE;;\nCadreuse;Aude PONS;0612345678\n"
        ";;\nFonction;Nom;Tél.\nRENFORTS;;\nChauffeur;Luc ROY;0199000001\nTotal : 2 personnes;;\nConfidentiel;;\n"
    )

    assert source.layout.header == 4 and not source.proposal.asks
    assert rows(source) == [
        {
            "position": "Cadreuse",
            "last_name": "PONS",
            "first_name": "Aude",
            "phone": "+33612345678",
            "department": "camera",
        },
        {
            "position": "Chauffeur",
            "last_name": "ROY",
            "first_name": "Luc",
            "phone": "+33199000001",
            "department": "RENFORTS",
        },
    ]
    assert codes(source) == ["unknown-banner", "line-ignored", "not-choice"]


def test_two_header_rows_are_read_together() -> None:
    source = found(
        "Technicien;;Contrat;;Urgence;\nNom;Prénom;Début;Fin;Nom;Tél\nDurand;Paul;02/03/2026;31/03/2026;Lucie;0199000009\n"
    )

    assert targets(source) == [
        "last_name",
        "first_name",
        "start",
        "end",
        "emergency_contact",
        "emergency_phone",
    ]


def test_a_merged_title_over_every_column_is_no_group_heading() -> None:
    source = found("LES OMBRES;;\nNom;Prénom;Tél.\nDurand;Paul;0199000001\n", "crew", "fr", (0, 0, 0, 2))

    assert source.layout.header == 2 and targets(source) == ["last_name", "first_name", "phone"]


def test_phone_and_mail_in_one_cell_are_parted() -> None:
    source = found("Postes;Noms;Coordonnées\nCadreuse;Aude PONS;01 99 00 00 01 - aude@exemple.fr\n")

    assert rows(source)[0]["phone"] == "+33199000001" and rows(source)[0]["email"] == "aude@exemple.fr"


def test_the_parts_of_an_address_are_joined() -> None:
    source = found("Nom;Prénom;Adresse;CP;Ville\nDurand;Paul;3 rue des Essais;01000;Bourg\n")

    assert rows(source)[0]["address"] == "3 rue des Essais, 01000 Bourg"


def test_a_department_reaches_down_through_blanks() -> None:
    source = found("Dept;Name;Job\nCamera;Ann Field;DP\n;Bob Stone;1st AC\nSound;Cal Reed;Mixer\n", lang="en")

    assert [row["department"] for row in rows(source)] == ["camera", "camera", "sound"]
    assert [row["position"] for row in rows(source)] == ["DP", "1st AC", "Mixer"]


def test_two_columns_as_good_are_asked_about() -> None:
    source = found("Nom;Prénom;Tél perso;Tél bureau\nDurand;Paul;0199000001;0199000002\n")

    assert targets(source) == ["last_name", "first_name", "phone", ""]
    assert [ask.en for ask in source.proposal.asks] == [
        'Column C "Tél perso" is proposed as Phone, but D would do as well.'
    ]


def test_dates_that_read_both_ways_are_asked_about_in_an_english_list_alone() -> None:
    english = found("Name;Job;Start\nAnn Field;DP;03/04/2026\n", lang="en")
    french = found("Nom;Prénom;Début\nDurand;Paul;03/04/2026\n")

    assert len(english.proposal.asks) == 1 and "month first" in english.proposal.asks[0].en
    assert french.proposal.asks == () and rows(french)[0]["start"] == "2026-04-03"


def test_dates_that_read_both_ways_are_asked_about_in_a_french_list_of_quebec() -> None:
    sheet = RawSheet("Liste", read_text("Nom;Prénom;Début\nDurand;Paul;03/04/2026\n".encode()), ())
    source = find_list([sheet], TABLE["crew"], "fr", Context("fr", "CA-QC", date(2026, 11, 25)))

    assert len(source.proposal.asks) == 1 and "jour en premier" in source.proposal.asks[0].fr


def test_a_column_whose_dates_are_written_in_both_orders_is_asked_about() -> None:
    mixed = found("Nom;Prénom;Début\nDurand;Paul;25/03/2026\nPetit;Anne;03/26/2026\n")

    assert len(mixed.proposal.asks) == 1 and "d'autres mois en premier" in mixed.proposal.asks[0].fr


def test_a_remembered_order_gives_way_to_dates_written_otherwise() -> None:
    earlier = found("Nom;Prénom;Début\nDurand;Paul;25/03/2026\n").proposal.columns
    same = found("Nom;Prénom;Début\nDurand;Paul;03/04/2026\n")
    other = found("Nom;Prénom;Début\nDurand;Paul;03/26/2026\n")
    mixed = found("Nom;Prénom;Début\nDurand;Paul;25/03/2026\nPetit;Anne;03/26/2026\n")

    read = [reread_dates(one.layout, earlier, TABLE["crew"])[2].reading for one in (same, other, mixed)]

    assert read == ["day-first", "month-first", ""]


def test_names_whose_order_nothing_shows_are_asked_about() -> None:
    unsure = found("Nom;Fonction\nOkafor Adaeze;Cadreuse\nKowalczyk Zbigniew;Perchiste\n")
    said = found("Nom Prénom;Fonction\nOkafor Adaeze;Cadreuse\nKowalczyk Zbigniew;Perchiste\n")

    assert len(unsure.proposal.asks) == 1 and "Okafor Adaeze" in unsure.proposal.asks[0].fr
    assert said.proposal.asks == () and rows(said)[0]["last_name"] == "Okafor"


def test_a_column_known_by_its_cells_alone_is_proposed_and_names_are_asked_about() -> None:
    source = found(
        ";Fonction;Tél.;\nDURAND Paul;Cadreur;0199000001;paul@exemple.fr\nPETIT Anne;Scripte;0199000002;a@exemple.fr\n"
    )

    assert targets(source) == ["full_name", "position", "phone", "email"]
    assert len(source.proposal.asks) == 1 and "Full name" in source.proposal.asks[0].en


def test_an_unknown_column_is_ignored_and_listed() -> None:
    source = found("Nom;Prénom;Taille t-shirt\nDurand;Paul;M\n")

    assert targets(source) == ["last_name", "first_name", ""]
    assert codes(source)[0] == "column-ignored"


def test_another_list_below_is_left_and_said() -> None:
    source = found(
        "Nom;Prénom;Tél.\nDurand;Paul;0199000001\n;;\nFonction;Courriel;Nom\nLoueur;x@exemple.fr;Dupré\n"
    )

    assert source.layout.second == 4 and len(rows(source)) == 1


def test_a_cast_list_gives_roles_and_characters() -> None:
    source = found(
        "No;Rôle;Comédien;Agent;Tél. agent\n1;LUCIE;Marie Roy;Agence du Parc;0199000001\nPETITS RÔLES;;;;\n2;Client;;;\n",
        "cast",
    )

    assert rows(source, "cast") == [
        {
            "role": "1",
            "character": "LUCIE",
            "last_name": "Roy",
            "first_name": "Marie",
            "agent": "Agence du Parc",
            "agent_phone": "+33199000001",
        },
        {"role": "2", "character": "Client"},
    ]


def test_a_list_updates_the_person_of_that_name_and_clears_nothing() -> None:
    header = [column.key for column in TABLE["crew"].columns]
    held = ["i7"] + [""] * len(header)
    for key, cell in {
        "person": "P007",
        "last_name": "Durand",
        "first_name": "Paul",
        "email": "p@exemple.fr",
        "position": "Cadreur",
    }.items():
        held[1 + header.index(key)] = cell
    source = found(
        "Nom;Prénom;Courriel;Fonction\nDURAND;Paul;;Chef opérateur\nPETIT;Anne;a@exemple.fr;Scripte\n"
    )

    plan = plan_import(
        empty_book("crew", list(held)), TABLE["crew"], source, source.proposal.columns, new_id, {}
    )

    assert plan.edits.cells["crew"] == {(2, "position"): "Chef opérateur"}
    assert [row.cells[0] for row in plan.edits.added["crew"]] == ["P008"]


def test_the_mail_of_an_agent_is_never_the_actors() -> None:
    source = found("Rôle;Comédien;Mail agent;Tél. agent\nLUCIE;Marie Roy;x@exemple.fr;0199000001\n", "cast")

    assert "email" not in targets(source)


def test_a_rate_whose_heading_says_its_unit_has_that_unit() -> None:
    source = found("Nom;Prénom;Tarif / jour\nDurand;Paul;350 €\n")

    assert (rows(source)[0]["rate"], rows(source)[0]["rate_unit"]) == ("350.00", "day")


def test_a_person_s_formula_is_left_alone() -> None:
    header = ["_id", *(column.label.fr for column in TABLE["crew"].columns)]
    held: list[object] = ["i7", "P007", "Durand", "Paul", "", "camera", "Cadreur", *[""] * (len(header) - 7)]
    grid = SheetGrid("Équipe", [header, held], formulas=frozenset({(2, 7)}))
    source = found("Nom;Prénom;Fonction\nDURAND;Paul;Chef opérateur\n")

    plan = plan_import(
        read_grids([grid], INPUT_TABLES), TABLE["crew"], source, source.proposal.columns, new_id, {}
    )

    assert plan.counts == {"added": 0, "updated": 0, "removed": 0}


def test_one_heading_over_last_and_first_names_names_both_columns() -> None:
    source = found("Nom / prénom;;Fonction\nVASSEUR;Claire;Cadreuse\nROY;Luc;Perchiste\n")
    unsure = found("Nom;;Fonction\nOkafor;Adaeze;Cadreuse\nKowalczyk;Zbigniew;Perchiste\n")

    assert targets(source) == ["last_name", "first_name", "position"] and not source.proposal.asks
    assert targets(unsure) == ["last_name", "first_name", "position"] and len(unsure.proposal.asks) == 2
