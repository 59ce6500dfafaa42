"""No word of a table is cut, no table leaves its page, no label of a chart covers another."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.documents import boxes
from foundation.documents.sample_tree import document
from jalons.foundation.design.drawings.charts import Line, drawing
from jalons.foundation.documents.columns import SCALES, fitted
from jalons.foundation.documents.formats import written
from jalons.foundation.documents.tree import Figure, Picture, Table, plain
from jalons.kernel import Interval, Source

NB = "\N{NO-BREAK SPACE}"
DECISION = Source("Délibération 2026-14", "Agglomération", None, "interne")


def told(value, on):
    figure = f"{value.replace(' ', NB)} par an par agent"
    return (Figure(figure, DECISION), f" ({on})")


OBJECTIVES = Table(
    "Objectifs de la collectivité",
    ("Indicateur", "Rythme", "Départ", "Cible", "Dernière valeur"),
    (
        (
            "Agents formés au numérique responsable et à la sécurité",
            "incertain",
            told("12 167 kg CO₂e", "31 décembre 2025"),
            told("11 134 kg CO₂e", "31 décembre 2030"),
            told("10 160 kg CO₂e", "24 novembre 2026"),
        ),
    ),
    frozenset({2, 3, 4}),
)
SHARES = Table(
    "Réponses au diagnostic",
    ("Engagement", "Prochain jalon", "Fait", "Prévu", "Pas fait", "Inconnu"),
    tuple(
        (
            "7 · Infrastructures au service du territoire durable et de ses habitants",
            "Les algorithmes et les intelligences artificielles sont recensés et publiés",
            *(f"{share}\N{NARROW NO-BREAK SPACE}%" for share in (25, 0, 100, 60)),
        )
        for _rank in range(3)
    ),
    frozenset({2, 3, 4, 5}),
)
MANY = Table(
    "Beaucoup de colonnes",
    tuple(f"Développement n°{rank}" for rank in range(6)),
    (tuple("Intercommunalité" for _rank in range(6)),),
)
TABLES = {"objectives": OBJECTIVES, "shares": SHARES, "many": MANY}
_BREAK = re.compile(r"\s+|(?<=-)")


def words_of(table):
    texts = [*table.header, *(plain(cell) for row in table.rows for cell in row)]
    return {word for text in texts for word in _BREAK.split(text) if word}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_in_pdf_no_word_of_a_table_is_cut_or_leaves_its_page(table):
    content = written(document(table), "pdf")
    assert boxes.outside(content) == []
    assert boxes.over_each_other(content) == []
    assert boxes.words_cut(content, words_of(table)) == []


@pytest.mark.parametrize("form", ["docx", "odt"])
def test_in_office_files_no_word_of_a_table_is_cut_or_leaves_its_page(office, form):
    files = {f"{name}.{form}": written(document(each), form) for name, each in TABLES.items()}
    for name, content in office(files, "pdf").items():
        known = words_of(TABLES[name.partition(".")[0]])
        assert (name, boxes.outside(content)) == (name, [])
        assert (name, boxes.words_cut(content, known)) == (name, [])


def test_a_word_no_size_makes_room_for_is_cut_rather_than_lost():
    wide = Table("Trop large", ("Nom",) * 4, (("x" * 90, "y" * 90, "non", "oui"),))
    assert fitted(wide).cut
    content = written(document(wide), "pdf")
    assert boxes.outside(content) == []
    assert boxes.words_cut(content, words_of(wide))


def test_a_table_whose_words_do_not_fit_side_by_side_is_written_smaller():
    assert fitted(SHARES).scale == 1
    assert fitted(MANY).scale < 1


@given(
    st.lists(st.lists(st.text(max_size=60), min_size=3, max_size=3).map(tuple), max_size=5).map(
        tuple
    )
)
def test_columns_share_the_whole_page_whatever_they_contain(rows):
    found = fitted(Table("Tableau", ("Un", "Deux", "Trois"), rows))
    assert sum(found.shares) == pytest.approx(1)
    assert min(found.shares) > 0
    assert found.scale in SCALES
    assert sum(found.widths(9638)) == 9638


@pytest.mark.parametrize("target", [0, 5, 48, 50, 52, 60, 96, 99, 100, 125])
@pytest.mark.parametrize("last", [8, 50, 60, 98])
def test_the_label_of_a_goal_covers_neither_the_axis_nor_the_values(target, last):
    points = (("2023", Interval.exact(8)), ("2026", Interval.exact(last)))
    line = Line(
        "En hausse", points, "%", float(target), target_label="cible de 2030", variable="Part"
    )
    picture = Picture(drawing(line, "fr"), "Part", "Part des agents formés")
    assert boxes.over_each_other(written(document(picture), "pdf")) == []
