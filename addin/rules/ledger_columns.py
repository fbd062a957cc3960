"""The columns of an accounting export: which field of a ledger line each heading is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbook_templates.text import Text, fold

FIELDS: Mapping[str, Text] = {
    "journal": Text("Journal", "Journal"),
    "journal_name": Text("Journal name", "Intitulé du journal"),
    "number": Text("Entry number", "N° d'écriture"),
    "date": Text("Date", "Date"),
    "account": Text("Account", "Compte"),
    "name": Text("Account name", "Intitulé du compte"),
    "supplier": Text("Supplier", "Tiers"),
    "document": Text("Document", "Pièce"),
    "label": Text("Wording", "Libellé"),
    "debit": Text("Debit", "Débit"),
    "credit": Text("Credit", "Crédit"),
    "amount": Text("Amount", "Montant"),
    "side": Text("Side", "Sens"),
    "analytic": Text("Budget account", "Compte du devis"),
}
FEC = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum",
    "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet",
    "ValidDate", "Montantdevise", "Idevise",
)  # fmt: skip
FEC_FIELDS: Mapping[str, str] = {
    "journalcode": "journal",
    "journallib": "journal_name",
    "ecriturenum": "number",
    "ecrituredate": "date",
    "comptenum": "account",
    "comptelib": "name",
    "compauxlib": "supplier",
    "pieceref": "document",
    "ecriturelib": "label",
    "debit": "debit",
    "credit": "credit",
    "montant": "amount",
    "sens": "side",
}
FEC_SPELLINGS = {"ecrturelet": "ecriturelet"}
ENOUGH_OF_A_FEC = 7
SYNONYMS: Mapping[str, Sequence[str]] = {
    "journal": ("journal", "code journal", "journal code", "jrnl"),
    "number": ("numero", "numero ecriture", "n ecriture", "ecriture", "entry", "entry number", "no ecriture"),
    "date": ("date", "date ecriture", "date comptable", "posting date", "entry date"),
    "account": ("compte", "n compte", "numero compte", "no compte", "account", "account code", "accountcode"),
    "name": ("intitule", "intitule compte", "libelle compte", "account name", "nom du compte"),
    "supplier": ("tiers", "fournisseur", "aux", "auxiliaire", "supplier", "vendor", "payee"),
    "document": ("piece", "n piece", "no piece", "reference", "ref", "document", "docnum", "invoice"),
    "label": ("libelle", "libelle ecriture", "description", "memo", "narration", "wording"),
    "debit": ("debit", "montant debit"),
    "credit": ("credit", "montant credit"),
    "amount": ("montant", "amount"),
    "side": ("sens", "side", "d/c", "dc"),
    "analytic": ("poste", "section", "analytique", "compte analytique", "budget account", "cost code"),
}  # fmt: skip
WORDS = {word: field for field, words in SYNONYMS.items() for word in words}
NOT_LETTERS = re.compile(r"[^a-z]+")


@dataclass(frozen=True, slots=True)
class Headings:
    """What each heading of the file is.

    Args:
        fields: The field of each column, "" for one that is not read.
        is_fec: The headings are those of the law.
        missing: Headings of the law that the file lacks.
    """

    names: tuple[str, ...]
    fields: tuple[str, ...]
    is_fec: bool
    missing: tuple[str, ...] = ()

    def lacking(self) -> tuple[str, ...]:
        """The fields without which nothing can be imported, that are not there."""
        absent = [field for field in ("account", "date") if field not in self.fields]
        has_sides = {"debit", "credit"} <= set(self.fields)
        if not has_sides and "amount" not in self.fields:
            one = {"debit", "credit"} & set(self.fields)
            absent += sorted({"debit", "credit"} - one, reverse=True) if one else ["amount"]
        return tuple(absent)


def read_headings(names: Sequence[str]) -> Headings:
    """Recognise the headings of a FEC, by name whatever their order and case; else propose by usual names."""
    bare = [NOT_LETTERS.sub("", fold(name)) for name in names]
    bare = [FEC_SPELLINGS.get(name, name) for name in bare]
    legal = {fold(name): name for name in FEC}
    found = [name for name in bare if name in legal]
    if len(set(found)) >= ENOUGH_OF_A_FEC:
        has_sides = {"montant", "sens"} <= set(bare)
        spared = {"debit", "credit"} if has_sides else set()
        missing = tuple(name for key, name in legal.items() if key not in found and key not in spared)
        return Headings(tuple(names), _once([FEC_FIELDS.get(name, "") for name in bare]), True, missing)
    plain = [" ".join(re.sub(r"[^a-z/]+", " ", fold(name)).split()) for name in names]
    return Headings(tuple(names), _once([WORDS.get(name, "") for name in plain]), False)


def _once(fields: Sequence[str]) -> tuple[str, ...]:
    """Each field once, its first column."""
    seen: set[str] = set()
    kept = []
    for field in fields:
        kept.append("" if field in seen else field)
        seen.add(field)
    return tuple(kept)


def field_of(word: str) -> str | None:
    """The field that a word of a mapping names in either language; "" for a blank, None for no field."""
    said = fold(word)
    if not said:
        return ""
    for key, label in FIELDS.items():
        if said in (key, fold(label.en), fold(label.fr)):
            return key
    return None
