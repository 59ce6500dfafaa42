"""Headings, exports of known tools, progress and money: nothing read is overwritten nor guessed."""

import io
import json
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.plan_files.plan import PlanChoices, by_kind
from jalons.strategy.engine.plan_files.plan_reader import read_plan
from jalons.strategy.engine.plan_files.sheets import read_plan_sheets
from jalons.strategy.engine.plan_files.tool_exports import known_exports
from jalons.strategy.engine.plan_files.vocabulary import fields
from jalons.strategy.words.plan_problems import problem_text
from strategy.named_plans import PLANS


def read(text, name="plan.csv", **choices):
    content = text if isinstance(text, bytes) else text.encode()
    return read_plan(read_plan_sheets(content, name), PlanChoices(**choices))


def workbook(rows, merges=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for merge in merges:
        book.active.merge_cells(merge)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def codes(plan):
    return [problem.code for problem in plan.problems]


def held(plan):
    return {column.heading: column.field for column in plan.columns}


# Headings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heads", ["Numérotation de l’action;Titre", "Titre;Numérotation de l’action"]
)
def test_a_whole_heading_comes_before_words_inside_one_wherever_it_stands(heads):
    cells = "1.1;Compter" if heads.startswith("N") else "Compter;1.1"
    (action,) = read(f"{heads};Échéance\n{cells};2026\n").actions
    assert (action.title, action.values["number"]) == ("Compter", "1.1")


@pytest.mark.parametrize(
    "heading", ["Last Activity Date", "Date de création", "Date de dernière mise à jour",
                "Modifié le", "Date de la réunion"],
)  # fmt: skip
@pytest.mark.parametrize("after", [True, False])
def test_a_day_of_the_file_is_never_that_of_the_action(heading, after):
    heads, cells = ["Due Date", heading], ["2027-06-30", "2026-11-01"]
    order = (0, 1) if after else (1, 0)
    text = ";".join(["Action", *(heads[n] for n in order)])
    text += "\n" + ";".join(["Compter", *(cells[n] for n in order)])
    (action,) = read(text).actions
    assert action.values["end"] == date(2027, 6, 30)
    assert (heading, "2026-11-01") in action.retained


def test_a_period_read_after_its_own_days_changes_nothing():
    plan = read("Action;Calendrier;Début;Fin\nCompter;2025-2029;2026;30/06/2027\n")
    values = plan.actions[0].values
    assert (values["start"], values["end"]) == (date(2026, 1, 1), date(2027, 6, 30))
    assert ("Calendrier", "2025-2029") in plan.actions[0].retained


def test_of_two_headings_with_known_words_inside_the_longest_words_win():
    plan = read("Mesure n°;Libellé de la mesure;Échéance de réalisation\n12;Former;fin 2027\n")
    assert list(held(plan).values()) == ["number", "title", "end"]
    assert plan.actions[0].title == "Former"


def test_of_two_ends_found_inside_headings_the_blank_one_hides_nothing():
    plan = read("Action;Date de fin réelle;Date de fin prévue\nA;;2027\nB;2026;2027\n")
    assert [each.values["end"].year for each in plan.actions] == [2027, 2026]
    assert codes(plan) == ["second_day"]


def test_a_second_column_of_ends_is_reported_and_retained():
    plan = read("Action;Échéance;Date butoir\nCompter;2026;2027\n")
    assert plan.actions[0].values["end"] == date(2026, 12, 31)
    assert codes(plan) == ["second_day"]
    assert ("Date butoir", "2027") in plan.actions[0].retained


WORD = [
    ["N°", "Action", "Qui fait quoi ?", "Calendrier", None, "Budget", None],
    [None, None, None, "Début", "Fin", "2026", "2027"],
    ["1", "Compter", "DSI", "31/01/2026", "31/12/2028", "10 k€", "20 k€"],
    ["2", "Former", "CCAS", "01/02/2026", "31/12/2026", None, "5 k€"],
]


@pytest.mark.parametrize("merges", [(), ("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1")])
def test_headings_on_two_rows_give_the_start_to_the_start_and_the_end_to_the_end(merges):
    plan = read(workbook(WORD, merges), "plan.xlsx")
    first, second = plan.actions
    assert (first.values["start"], first.values["end"]) == (date(2026, 1, 31), date(2028, 12, 31))
    assert (second.values["start"], second.values["end"]) == (date(2026, 2, 1), date(2026, 12, 31))
    assert [(each.year, each.planned) for each in first.budget] == [(2026, 10000), (2027, 20000)]
    assert first.values["lead_name"] == "DSI"


def test_a_title_and_a_date_above_a_table_are_no_headings():
    plan = read(workbook([
        ["Plan d’actions", None, None, "Version du 3 mars"],
        ["N°", "Action", "Pilote", "Échéance"], ["1", "Compter", "DSI", "2026"],
    ]), "plan.xlsx")  # fmt: skip
    assert codes(plan) == ["above_table"]
    assert list(held(plan)) == ["N°", "Action", "Pilote", "Échéance"]


def test_the_first_row_of_actions_is_never_taken_for_headings():
    plan = read("Action;Début;Fin\nDébut;2026;2027\nFin;2027;2028\n")
    assert [action.title for action in plan.actions] == ["Début", "Fin"]


# Progress and status ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "status"),
    [("0%", "planned"), ("0 %", "planned"), ("50 %", "under_way"), ("80%", "under_way"),
     ("100 %", "done"), ("En retard", "under_way"), ("Partiellement réalisé", "under_way")],
)  # fmt: skip
def test_a_progress_lets_a_status_be_inferred_and_says_so(cell, status):
    plan = read(f"Action;Statut\nCompter;{cell}\n")
    assert plan.actions[0].values["status"] == status
    assert codes(plan) == ["inferred_status"]
    assert ("Statut", cell) in plan.actions[0].retained
    assert cell in problem_text(plan.problems[0], "fr")


def test_percents_of_a_spreadsheet_are_shares_and_numbers_to_a_hundred_are_not():
    shares = read("Action;Avancement\nA;0.5\nB;1\nC;0\n").actions
    assert [each.values["status"] for each in shares] == ["under_way", "done", "planned"]
    percents = read("Action;Avancement\nA;50\nB;1\nC;100\n").actions
    assert [each.values["status"] for each in percents] == ["under_way", "under_way", "done"]


def test_a_number_that_is_no_progress_is_asked_about():
    plan = read("Action;Statut\nCompter;2\n")
    assert "status" not in plan.actions[0].values
    assert plan.unknown_statuses == ("2",)


def test_what_a_person_decided_wins_over_what_was_inferred():
    plan = read("Action;Statut\nCompter;En retard\n", statuses={"En retard": "paused"})
    assert plan.actions[0].values["status"] == "paused"
    assert codes(plan) == []


# Money and people ---------------------------------------------------------------------------------


def test_money_whose_nature_is_not_said_is_marked_and_never_an_investment():
    plan = read("Action;Coût 2026\nFormer les agents;3000\n")
    (line,) = plan.actions[0].budget
    assert (line.nature, line.planned) == ("unknown", Decimal(3000))
    assert codes(plan) == ["nature_unknown"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [("2 ETP", "amount_full_time"), ("0,5 ETP", "amount_full_time"), ("10-15 k€", "amount_range"),
     ("entre 5 000 et 8 000 €", "amount_range"), ("à chiffrer", "unknown_amount")],
)  # fmt: skip
def test_jobs_ranges_and_words_are_no_amount_and_none_is_lost(cell, code):
    plan = read(f"Action;Budget 2026\nFormer;{cell}\n")
    assert plan.actions[0].budget == ()
    assert codes(plan) == [code]
    assert ("Budget 2026", cell) in plan.actions[0].retained


def test_a_person_among_the_services_leads_and_is_no_service():
    plan = read("Action;Services\nCompter;M. Dupont (DSI), Direction du numérique\n")
    values = plan.actions[0].values
    assert values["departments"] == ["Direction du numérique"]
    assert values["lead_name"] == "M. Dupont (DSI)"
    assert codes(plan) == ["person_leads"]


def test_a_person_among_the_partners_is_noted():
    plan = read("Action;Pilote;Partenaires\nCompter;DSI;Région, Mme Roy\n")
    assert plan.actions[0].values["partners"] == ["Région"]
    assert plan.actions[0].values["lead_name"] == "DSI"
    assert ("Partenaires", "Mme Roy") in plan.actions[0].retained


def test_one_kind_of_problem_makes_one_line_with_its_rows():
    rows = "".join(f"Action {n};bientôt;50 %\n" for n in range(30))
    kinds = by_kind(read(f"Action;Échéance;Statut\n{rows}").problems)
    assert [(each.first.code, each.count) for each in kinds] == [
        ("unknown_date", 30), ("inferred_status", 30),
    ]  # fmt: skip
    assert kinds[0].rows == {"": tuple(range(2, 32))}


# Exports of known tools ---------------------------------------------------------------------------


@pytest.mark.parametrize("tool", PLANS)
def test_each_export_is_recognised_and_its_sixty_actions_are_read(tool):
    name, content = PLANS[tool]()
    plan = read(content, name)
    assert [each.key for each in plan.exports] == [tool.removesuffix("_csv").removesuffix("_json")]
    assert len(plan.actions) == 60
    assert {action.values["status"] for action in plan.actions} <= {"under_way", "planned"}
    assert all(action.title.startswith("Réduire les usages") for action in plan.actions)
    assert all(
        not service.startswith("M.")
        for action in plan.actions
        for service in action.values.get("departments", ())
    )


def test_every_column_of_every_export_holds_a_known_field():
    known = {*fields(), "keep", "skip"}
    for each in known_exports():
        assert set(each.columns.values()) | set(each.groups.values()) <= known, each.key


TRELLO = (
    "Card ID,Card Name,Labels,Members,Due Date,List Name,Archived,Due Complete,Last Activity Date\n"
    'c1,Compter,"Sobriété (green), Achats (red)","Marie Dupont (mariedupont), Jean Kerv (jkerv)",'
    "2027-06-30T10:00:00.000Z,En cours,false,false,2026-11-01T08:00:00.000Z\n"
    "c2,Former,Inclusion (blue),,2027-01-31T10:00:00.000Z,En cours,false,true,2026-11-01\n"
    "c3,Oublier,,,,À faire,true,false,2026-11-01\n"
    "c4,Rêver,,,,Boîte à idées,false,false,2026-11-01\n"
)


def test_a_board_of_trello_keeps_its_ends_its_lists_its_labels_and_leaves_its_archive():
    plan = read(TRELLO)
    first, second, dream = plan.actions
    assert first.values["end"] == date(2027, 6, 30)
    assert (first.axis, first.values["lead_name"]) == ("Sobriété", "Marie Dupont (mariedupont)")
    assert (first.values["status"], second.values["status"]) == ("under_way", "done")
    assert dream.title == "Rêver"
    assert plan.unknown_statuses == ("Boîte à idées",)
    assert set(codes(plan)) == {
        "several_labels", "several_leads", "done_by_box", "archived", "unknown_status",
    }  # fmt: skip
    assert "Oublier" in next(problem_text(p, "fr") for p in plan.problems if p.code == "archived")


def test_a_board_of_trello_as_json_gives_the_same_actions():
    board = {
        "lists": [{"id": "l", "name": "En cours"}, {"id": "x", "name": "Vieux", "closed": True}],
        "members": [{"id": "m", "fullName": "Marie Dupont", "username": "mdupont"}],
        "checklists": [{"idCard": "c", "checkItems": [
            {"name": "Recenser", "state": "complete"}, {"name": "Décider", "state": "incomplete"},
        ]}],
        "cards": [
            {"id": "c", "name": "Compter", "idList": "l", "idMembers": ["m"],
             "due": "2027-06-30T10:00",
             "labels": [{"name": "", "color": "green"}], "desc": "Tout", "closed": False},
            {"id": "d", "name": "Oublier", "idList": "x", "closed": False},
        ],
    }  # fmt: skip
    plan = read(json.dumps(board), "board.json")
    (action,) = plan.actions
    assert (action.values["lead_name"], action.axis) == ("Marie Dupont", "green")
    assert action.values["end"] == date(2027, 6, 30)
    assert [task.title for task in action.tasks] == ["Recenser", "Décider"]
    assert {"archived", "task_done"} <= set(codes(plan))


TET_BUDGET = (
    "2026 :\n  - 12000 € HT prévisionnels\n  - 2 ETP prévisionnels\n2027 :\n  - 800 € HT dépensés"
)


def test_an_export_of_tet_gives_its_axes_its_budget_by_year_and_its_notes_stay_inside():
    plan = read(workbook([
        ["Présentation de l'action", None, None, None, "Notes de suivi et points de vigilance",
         None, "Budget"],
        ["Axe (x)", "Sous-axe (x.x)", "Titre de la fiche action", "Objectifs", "2025", "2026",
         "Budgets d'investissement"],
        ["Sobriété", "Achats", "Compter", "Moins", "Voir Marie Dupont", "", TET_BUDGET],
    ]), "plan.xlsx")  # fmt: skip
    (action,) = plan.actions
    axes = {axis.key: (axis.name, axis.parent) for axis in plan.axes}
    assert axes[action.axis] == ("Achats", "Sobriété")
    assert action.values["description"] == "Moins"
    assert [(m.year, m.nature, m.planned, m.actual) for m in action.budget] == [
        (2026, "investment", 12000, None), (2027, "investment", None, 800),
    ]  # fmt: skip
    assert "amount_full_time" in codes(plan)
    assert any("Marie Dupont" in cell for _heading, cell in action.retained)


def test_the_end_of_a_task_of_planner_in_french_is_not_its_due_day():
    plan = read(
        "Nom de la tâche;Nom du compartiment;Progression;Date d’échéance;Date de fin;En retard\n"
        "Compter;Sobriété;En cours;30/06/2027;;vrai\n"
        "Former;Sobriété;Terminé;30/06/2026;01/05/2026;\n"
    )
    assert [a.values["end"] for a in plan.actions] == [date(2027, 6, 30), date(2026, 6, 30)]
    assert [a.values["status"] for a in plan.actions] == ["under_way", "done"]


def test_records_of_grist_give_days_and_lists():
    records = {"records": [{"id": 7, "fields": {
        "Action": "Compter", "Echeance": 1814313600, "Services": ["L", "DSI", "CCAS"],
        "Debut": ["d", 1767225600], "gristHelper_Display": "x",
    }}]}  # fmt: skip
    (action,) = read(json.dumps(records), "plan.json").actions
    assert (action.values["start"], action.values["end"]) == (date(2026, 1, 1), date(2027, 6, 30))
    assert action.values["departments"] == ["DSI", "CCAS"]
    assert action.retained == (("Grist ID", "7"),)


@pytest.mark.parametrize("text", ['{"a": 1}', '{"records": [1]}', "{", '{"cards": 1}', "{" * 3000])
def test_a_json_that_is_no_plan_is_refused(text):
    with pytest.raises(StrategyError, match=r"plan\.json"):
        read(text, "plan.json")
