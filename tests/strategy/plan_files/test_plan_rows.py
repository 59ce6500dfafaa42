"""Rows told twice, rows that are no action, and the other sheets of our own export."""

import io

import openpyxl
import pytest

from jalons.strategy.engine.plan_files.plan import PlanChoices
from jalons.strategy.engine.plan_files.plan_reader import read_plan
from jalons.strategy.engine.plan_files.sheets import read_plan_sheets


def told(text):
    return read_plan(read_plan_sheets(text.encode(), "plan.csv"), PlanChoices())


def ours(actions, **sheets):
    """The plan of a workbook with the sheets of our own export."""
    book = openpyxl.Workbook()
    book.active.title = "Actions"
    for row in [["Identifiant", "Titre", "Budget 2026"], *actions]:
        book.active.append(row)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return read_plan(read_plan_sheets(stream.getvalue(), "plan.xlsx"), PlanChoices())


def titles(plan):
    return [action.title for action in plan.actions]


def codes(plan):
    return [problem.code for problem in plan.problems]


def test_the_name_of_a_sheet_alone_is_no_axis():
    plan = ours([["a", "Compter", ""]])
    assert [action.axis for action in plan.actions] == [""]


def test_headings_said_again_on_another_page_are_no_action():
    assert titles(told("N°;Action\n1;Compter\nN°;Action\n2;Former\n")) == ["Compter", "Former"]


def test_where_a_column_tells_the_axis_a_row_of_one_text_is_an_action():
    assert titles(told("Action;Axe\nAxe 1 : revoir;\nFormer;Inclusion\n")) == [
        "Axe 1 : revoir",
        "Former",
    ]


def test_one_title_under_two_axes_makes_two_actions():
    plan = told("Action;Axe\nFormer;Sobriété\nFormer;Inclusion\n")
    assert [(a.title, a.axis) for a in plan.actions] == [
        ("Former", "Sobriété"),
        ("Former", "Inclusion"),
    ]
    assert codes(plan) == []


def test_what_a_row_told_twice_says_otherwise_is_kept():
    plan = told(
        "N°;Action;Action parente;Budget 2026;Tâches;Financeur\n"
        "1;Compter;Piloter;10;Acheter;Région\n1;Compter;Former;20;Poser;Ademe\n"
        "8;Piloter;;;;\n9;Former;;;;\n"
    )
    action = plan.actions[0]
    assert ("ligne 3", "Former") in action.retained
    assert ("Budget, ligne 3", "2026 : 20") in action.retained
    assert [task.title for task in action.tasks] == ["Acheter", "Poser"]
    assert [funding.funder for funding in action.fundings] == ["Région", "Ademe"]


def test_a_parent_that_several_actions_are_is_not_guessed():
    plan = told("N°;Action;Action parente\n1;Former;\n2;Former;\n3;Trier;Former\n")
    assert codes(plan) == ["parent_several"]
    assert plan.actions[2].parent == ""
    assert ("Action parente", "Former") in plan.actions[2].retained


@pytest.mark.parametrize(
    ("name", "kind"),
    [("PCAET 2030", "pcaet"), ("PLU de 2027", "plui"), ("PLUi", "plui"), ("Plan vélo", "other")],
)
def test_the_kind_of_a_plan_is_read_in_its_name(name, kind):
    (plan,) = told(f"Action;Plans liés\nCompter;{name}\n").plans
    assert plan.kind == kind


def test_a_row_of_ours_copied_is_another_action_and_says_so():
    plan = ours([["a", "Compter", ""], ["a", "Compter mieux", ""]])
    assert titles(plan) == ["Compter", "Compter mieux"]
    assert len({action.key for action in plan.actions}) == 2
    assert codes(plan) == ["copied_row"]


def test_lines_of_an_action_that_is_not_there_are_told():
    lines = [["Action", "Titre"], ["a", "Acheter"], ["z", "Poser"], ["z", "Trier"]]
    plan = ours([["a", "Compter", ""]], Tâches=lines)
    assert [task.title for task in plan.actions[0].tasks] == ["Acheter"]
    assert [(each.code, each.params["value"]) for each in plan.problems] == [
        ("line_orphan", "z (2)")
    ]


def test_a_budget_told_on_two_sheets_counts_once():
    heads = ["Action", "Année", "Nature", "Mesure", "Prévu", "Dépensé"]
    both = ours([["a", "Compter", "10"]], Budget=[heads])
    (line,) = both.actions[0].budget
    nature = {"unknown": "nature non précisée"}[line.nature]
    again = [heads, ["a", "2026", nature, "", "25", ""], ["a", "2027", nature, "", "7", ""]]
    plan = ours([["a", "Compter", "10"]], Budget=again)
    assert [(each.year, each.planned) for each in plan.actions[0].budget] == [(2026, 10), (2027, 7)]


def test_axes_that_turn_in_circles_are_cut_and_told():
    rows = [["Axe", "Nom", "Axe parent", "Description"], ["1", "A", "2", ""], ["2", "B", "1", ""]]
    plan = ours([["a", "Compter", ""]], Axes=rows)
    assert codes(plan) == ["parent_cycle"]
    assert sorted(axis.parent for axis in plan.axes) == ["", "2"]
