"""On a narrow screen the cells of a table say the name of their column, and every tick stays."""

import pytest
from django.http import QueryDict
from django.template import Context, Template

from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.narrow import is_wide, labelled
from jalons.foundation.design.ticks import shows_all, ticks

HEAD = "<table><thead><tr><th scope='col'>Nom</th><th scope='col'>Pays</th><th>An</th></tr></thead>"


def test_each_cell_but_the_title_of_the_row_carries_the_name_of_its_column():
    row = '<tbody><tr><th scope="row">A</th><td class="n">B</td><td>C</td></tr></tbody></table>'
    found = labelled(HEAD + row)
    assert '<th scope="row">A</th><td data-label="Pays" class="n">B</td>' in found
    assert '<td data-label="An">C</td>' in found
    assert is_wide(found)


def test_a_column_of_boxes_before_the_title_carries_no_name():
    head = HEAD.replace("<thead><tr>", "<thead><tr><td></td>")
    found = labelled(
        f'{head}<tbody><tr><td><input></td><th scope="row">A</th><td>B</td><td>C</td></tr></tbody>'
    )
    assert "<td><input></td>" in found
    assert '<td data-label="Pays">B</td><td data-label="An">C</td>' in found


@pytest.mark.parametrize(
    "table",
    [
        "<table><thead><tr><th>Nom</th><th>Prix</th></tr></thead><tr><th>A</th><td>1</td></tr></table>",
        HEAD + "<tbody><tr><th>A</th><td colspan='2'>rien</td></tr></tbody></table>",
        "<p>Aucune ligne</p>",
        "<table></table>",
    ],
    ids=["two columns", "joined columns", "no table", "no row"],
)
def test_what_needs_no_name_stays_as_it_is(table):
    assert labelled(table) == table


def test_a_heading_gives_its_words_without_its_link_nor_its_arrow():
    head = HEAD.replace("Pays", '<a href="?sort=1">Pays <b>d’achat</b> ↑</a>').replace(
        "An", 'Dit &quot;An" né'
    )
    found = labelled(f"{head}<tr><th>A</th><td>B</td><td>C</td></tr></table>")
    assert 'data-label="Pays d’achat">B' in found
    assert 'data-label="Dit &quot;An&quot; né">C' in found


def test_a_table_of_the_design_says_it_too_and_one_of_two_columns_stays_a_table():
    def drawn(*columns):
        row = tuple(Cell(f"v{rank}") for rank in range(len(columns)))
        table = Table("Parc", tuple(map(Column, columns)), (row,), total=row)
        return Template("{% table table %}").render(Context({"table": table}))

    wide, small = drawn("Type", "Nombre", "Part"), drawn("Type", "Nombre")
    assert 'class="scroll pairs" role="region" tabindex="0" aria-label="Parc"' in wide
    assert wide.count('data-label="Part"') == 2
    assert 'class="scroll" role="region"' in small
    assert "data-label" not in small


def test_the_name_of_the_region_cannot_inject_markup():
    source = "{% scroll name %}<table></table>{% endscroll %}"
    assert "<script" not in Template(source).render(Context({"name": '"><script>'}))


def test_ticks_of_the_address_are_those_that_exist_and_those_not_shown_stay_aside():
    query = QueryDict("action=a&action=b&action=z&action=c")
    found = ticks(query, "action", known={"a", "b", "c"}.__contains__, shown=["b", "d"])
    assert found.ticked == {"a", "b", "c"}
    assert found.aside == ("a", "c")
    assert QueryDict(found.query).getlist("action") == ["a", "b", "c"]


def test_the_whole_list_is_asked_for_in_one_way():
    assert shows_all(QueryDict("q=x&filtre=aucun"))
    assert not shows_all(QueryDict("q=aucun&filtre=x"))
