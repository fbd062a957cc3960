"""Names written in one cell are cut in two as their writer meant them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.rules.messy_names import Order, shows_itself, split_name, vote_order

CASES: list[tuple[str, Order, str, str, str]] = [
    ("DUPONT Jean", "first-last", "DUPONT", "Jean", ""),
    ("Jean DUPONT", "last-first", "DUPONT", "Jean", ""),
    ("Dupont, Jean", "first-last", "Dupont", "Jean", ""),
    ("Jean Dupont (Jeannot)", "first-last", "Dupont", "Jean", "Jeannot"),
    ('Jean "Jeannot" Dupont', "first-last", "Dupont", "Jean", "Jeannot"),
    ("Jean Dupont dit Jeannot", "first-last", "Dupont", "Jean", "Jeannot"),
    ("Mme Claire O'NEILL", "first-last", "O'NEILL", "Claire", ""),
    ("DE LA TOUR Jean-Pierre", "first-last", "DE LA TOUR", "Jean-Pierre", ""),
    ("Le GOFF Marie", "first-last", "Le GOFF", "Marie", ""),
    ("Jean-Pierre de La TOUR", "last-first", "de La TOUR", "Jean-Pierre", ""),
    ("Sean McDONALD", "last-first", "McDONALD", "Sean", ""),
    ("Marie de la Tour", "first-last", "de la Tour", "Marie", ""),
    ("Anne Marie Dupont", "first-last", "Dupont", "Anne Marie", ""),
    ("Dupont Anne Marie", "last-first", "Dupont", "Anne Marie", ""),
    ("Kowalczyk Zbigniew", "last-first", "Kowalczyk", "Zbigniew", ""),
    ("MARTIN PAUL", "last-first", "MARTIN", "PAUL", ""),
    ("Cher", "first-last", "Cher", "", ""),
]


@pytest.mark.parametrize(("text", "order", "last", "first", "nickname"), CASES)
def test_a_full_name_is_cut_in_two(text: str, order: Order, last: str, first: str, nickname: str) -> None:
    name = split_name(text, order)

    assert (name.last, name.first, name.nickname) == (last, first, nickname)


def test_a_column_shows_its_order_by_the_cells_that_do() -> None:
    assert vote_order(["Dupont Jean", "Kowalczyk Zbigniew", "Lefort Sophie"]) == ("last-first", 1.0)
    assert vote_order(["Jean Dupont", "Sophie Lefort", "Okafor Adaeze"]) == ("first-last", 1.0)
    assert vote_order(["Okafor Adaeze", "Kowalczyk Zbigniew"]) == (None, 0.0)
    assert vote_order(["Dupont Jean", "Sophie Lefort"]) == (None, 0.0)


def test_a_note_under_the_list_is_no_name() -> None:
    assert shows_itself("DURAND Paul") and shows_itself("Durand, Paul")
    assert not any(
        map(
            shows_itself,
            ["Liste confidentielle, ne pas diffuser", "Total", "Mise à jour : 3 mars", "RENFORTS"],
        )
    )


@given(
    st.lists(
        st.sampled_from(["Dupont", "DUPONT", "Jean", "de", "la", "Tour", "O'NEILL", "Zoé", "Li"]),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from(["first-last", "last-first"]),
)
def test_no_word_of_a_name_is_lost(words: list[str], order: Order) -> None:
    name = split_name(" ".join(words), order)

    assert sorted(f"{name.last} {name.first}".split()) == sorted(words)
