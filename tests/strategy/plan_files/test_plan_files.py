"""Plans as people keep them: each file here is built as nasty as those met in the field."""

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.plan_files.cells import read_amount, read_list, read_moment, read_span
from jalons.strategy.engine.plan_files.plan import PlanChoices
from jalons.strategy.engine.plan_files.plan_reader import read_plan, with_retained
from jalons.strategy.engine.plan_files.sheets import read_plan_sheets
from jalons.strategy.words.plan_problems import problem_hint, problem_text
from packages import archive, document, filled, with_part, with_repeated_text, worksheet


def workbook(sheets, merges=()):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for merge in merges:
            sheet.merge_cells(merge)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(content, name="plan.xlsx", **choices):
    return read_plan(read_plan_sheets(content, name), PlanChoices(**choices))


def codes(plan):
    return [problem.code for problem in plan.problems]


def test_titles_above_the_table_and_cells_merged_downwards_do_not_hide_the_actions():
    plan = read(
        workbook(
            {"Plan": [
                ["Plan d’actions 2026-2028", None, None], ["version du 3 mars", None, None], [],
                ["N°", "Axe stratégique", "Intitulé de l’action"],
                ["1", "Sobriété", "Compter"], ["2", None, "Réduire"], ["3", "Inclusion", "Former"],
            ]},
            merges=["A1:C1", "B5:B6"],
        )
    )  # fmt: skip
    told = [(action.values["number"], action.axis, action.title) for action in plan.actions]
    assert told == [
        ("1", "Sobriété", "Compter"), ("2", "Sobriété", "Réduire"), ("3", "Inclusion", "Former"),
    ]  # fmt: skip


def test_one_sheet_per_axis_gives_the_axes_their_names():
    rows = [["Action", "Échéance"], ["Compter", "2026"]]
    plan = read(workbook({"Sobriété": rows, "Inclusion": [rows[0], ["Former", "2027"]]}))
    assert [action.axis for action in plan.actions] == ["Sobriété", "Inclusion"]


def test_a_line_that_names_an_axis_is_a_title_over_the_actions_below():
    plan = read(b"Action;Pilote\nAxe 1 : Sobri\xc3\xa9t\xc3\xa9;\nCompter;DSI\nAxe 2 : Inclusion;\n"
                b"Former;CCAS\n", "plan.csv")  # fmt: skip
    assert [(a.axis, a.title) for a in plan.actions] == [
        ("Axe 1 : Sobriété", "Compter"), ("Axe 2 : Inclusion", "Former"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("T3 2026", "2026-07-01", "2026-09-30"),
        ("3e trimestre 2026", "2026-07-01", "2026-09-30"),
        ("2026 T3", "2026-07-01", "2026-09-30"),
        ("S1 2027", "2027-01-01", "2027-06-30"),
        ("sept. 2026", "2026-09-01", "2026-09-30"),
        ("Septembre 2026", "2026-09-01", "2026-09-30"),
        ("15 mars 2026", "2026-03-15", "2026-03-15"),
        ("1er février 2026", "2026-02-01", "2026-02-01"),
        ("2026-2028", "2026-01-01", "2028-12-31"),
        ("2026/2028", "2026-01-01", "2028-12-31"),
        ("de mars à juin 2026", "2026-03-01", "2026-06-30"),
        ("fin 2026", "2026-10-01", "2026-12-31"),
        ("d’ici fin 2027", "2027-10-01", "2027-12-31"),
        ("08/07/2026", "2026-07-08", "2026-07-08"),
        ("08/07/26", "2026-07-08", "2026-07-08"),
        ("09/2026", "2026-09-01", "2026-09-30"),
        ("46204", "2026-07-01", "2026-07-01"),
        ("2026-07-01 00:00:00", "2026-07-01", "2026-07-01"),
        ("2026", "2026-01-01", "2026-12-31"),
    ],
)
def test_days_told_in_words_are_read(text, start, end):
    span = read_span(text)
    assert (span.start.isoformat(), span.end.isoformat()) == (start, end)


@pytest.mark.parametrize("text", ["en continu", "à définir", "31/02/2026", "T5 2026", "", "12"])
def test_what_is_no_day_is_not_guessed(text):
    assert read_span(text) is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12 k€", "12000"), ("1,5 M€", "1500000"), ("1 200,50 €", "1200.50"), ("12.500", "12500"),
        ("12 000 € HT", "12000"), ("1.234.567,89", "1234567.89"), ("environ 3 k€", "3000"),
        ("à définir", None), ("10-15 k€", None), ("gratuit", None),
    ],
)  # fmt: skip
def test_amounts_told_in_words_are_read(text, amount):
    assert read_amount(text) == (Decimal(amount) if amount else None)


def test_dates_of_excel_and_amounts_by_year_are_read_with_their_nature():
    plan = read(
        workbook(
            {"Plan": [
                ["Action", "Début", "Fin", "Investissement 2026", "Fonctionnement 2027"],
                ["Compter", date(2026, 3, 1), date(2026, 9, 30), 12000, "3 k€"],
            ]}
        )
    )  # fmt: skip
    action = plan.actions[0]
    assert (action.values["start"], action.values["end"]) == (date(2026, 3, 1), date(2026, 9, 30))
    assert [(m.year, m.nature, m.planned) for m in action.budget] == [
        (2026, "investment", Decimal(12000)), (2027, "running", Decimal(3000)),
    ]  # fmt: skip
    assert plan.problems == ()


def test_an_amount_without_year_takes_that_of_the_action_and_says_so():
    plan = read("Action;Début;Coût\nCompter;2027;12 k€\nFormer;;5 k€\n".encode(), "plan.csv")
    assert plan.actions[0].budget[0].year == 2027
    assert codes(plan) == ["year_assumed", "nature_unknown", "amount_year"]
    assert plan.actions[0].budget[0].nature == "unknown"
    assert ("Coût", "5 k€") in plan.actions[1].retained


def test_unknown_statuses_are_asked_and_then_understood():
    content = b"Action;Avancement\nCompter;au vert\nFormer;En cours\n"
    plan = read(content, "plan.csv")
    assert plan.unknown_statuses == ("au vert",)
    assert ("Avancement", "au vert") in plan.actions[0].retained
    told = read(content, "plan.csv", statuses={"au vert": "under_way"})
    assert [action.values["status"] for action in told.actions] == ["under_way", "under_way"]
    assert codes(told) == []


def test_several_leads_keep_the_first_and_the_whole_list():
    plan = read(b"Action;Pilotes\nCompter;A. Martin / B. Durand\n", "plan.csv")
    assert plan.actions[0].values["lead_name"] == "A. Martin"
    assert plan.actions[0].retained == (("Pilotes", "A. Martin / B. Durand"),)


def test_unknown_columns_and_unreadable_days_are_kept_whole():
    plan = read("Action;Couleur;Échéance\nCompter;vert;à la Saint-Glinglin\n".encode(), "plan.csv")
    assert plan.actions[0].retained == (("Couleur", "vert"), ("Échéance", "à la Saint-Glinglin"))
    assert codes(plan) == ["unknown_date"]


def test_an_end_before_its_start_is_told_and_both_days_are_kept():
    plan = read("Action;Début;Fin\nCompter;2027;2025\n".encode(), "plan.csv")
    assert "start" not in plan.actions[0].values
    assert plan.actions[0].retained == (("Début → fin", "2027-01-01 → 2025-12-31"),)


def test_parents_that_loop_are_cut_and_unknown_parents_are_told():
    plan = read(
        "N°;Action;Action parente\n1;A;2\n2;B;1\n3;C;3\n4;D;1\n5;E;99\n".encode(), "plan.csv"
    )
    by_title = {action.title: action for action in plan.actions}
    assert by_title["D"].parent == by_title["A"].key
    assert codes(plan).count("parent_cycle") == 2
    assert codes(plan).count("parent_unknown") == 1
    assert ("Action parente", "99") in by_title["E"].retained


def test_rows_told_twice_make_one_action_and_lose_nothing():
    plan = read(
        "N°;Action;Pilote;Partenaires\n1;Compter;DSI;Ville\n1;Compter;CCAS;Région\n".encode(),
        "plan.csv",
    )
    assert len(plan.actions) == 1
    assert plan.actions[0].values["partners"] == ["Ville", "Région"]
    assert ("ligne 3", "CCAS") in plan.actions[0].retained
    assert codes(plan) == ["told_twice"]


def test_empty_lines_sums_and_lines_without_title_are_told_apart():
    plan = read(
        b"Action;Budget 2026;Pilote\n\nCompter;10;DSI\n;;avec le CCAS\n;;\nTotal;10;\n",
        "plan.csv",
    )
    assert [action.title for action in plan.actions] == ["Compter"]
    assert {"total_left", "row_joined"} <= set(codes(plan))
    assert ("ligne 4", "avec le CCAS") in plan.actions[0].retained


def test_five_thousand_rows_are_read_whole():
    rows = "".join(f"{i};Action {i};T{i % 4 + 1} 2027\n" for i in range(5000))
    plan = read(("N°;Action;Échéance\n" + rows).encode(), "plan.csv")
    assert len(plan.actions) == 5000
    assert plan.actions[4999].values["end"] == date(2027, 12, 31)


def test_a_file_of_the_office_in_windows_letters_with_tabs_is_read():
    plan = read("Intitulé\tÉlu référent\nFormer\tMme Roy\n".encode("cp1252"), "plan.txt")
    assert plan.actions[0].values["elected_referent"] == "Mme Roy"


def test_a_file_without_known_headings_waits_for_a_person_to_name_its_columns():
    content = b"Quoi;Quand\nCompter;T3 2026\n"
    plan = read(content, "plan.csv", columns={"Quoi": "title", "Quand": "end"})
    assert plan.actions[0].values["end"] == date(2026, 9, 30)


def test_a_text_too_long_keeps_its_start_in_place_and_all_of_it_below():
    long = "Compter " * 60
    plan = read(f"Action;Pilote\n{long};DSI\n".encode(), "plan.csv")
    assert len(plan.actions[0].title) == 300
    assert plan.actions[0].retained == (("Action", long.strip()),)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\n\n;;\n", "file_empty"),
        (b"PK\x03\x04 damaged", "file_damaged"),
        (b"%PDF-1.7 \x00", "file_pdf"),
        (b"x" * (10 * 2**20 + 1), "file_too_big"),
        (b"Action;Fin\n" + b"A;2026\n" * 20_001, "too_many_rows"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_with_a_way_out(content, code):
    with pytest.raises(StrategyError) as refusal:
        read(content, "plan.xlsx")
    assert refusal.value.code == code
    assert refusal.value.hint("fr")


ONE = workbook({"Plan": [["Action"], ["Compter"]]})
FIRST_SHEET = "xl/worksheets/sheet1.xml"
CORNERS = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c %s><v>1</v></c></row>'
MANY_ROWS = '<table:table-row table:number-rows-repeated="900000">{}</table:table-row>'


def binary(row, column):
    """An .xlsb file with one cell at this place."""
    places = (b"\x00\x04", row), (b"\x02\x04", column)
    records = b"".join(kind + place.to_bytes(4, "little") for kind, place in places)
    return archive({"xl/workbook.bin": b"", "xl/worksheets/sheet1.bin": records})


def with_rows(rows, part=FIRST_SHEET):
    return with_part(ONE, part, worksheet(rows))


BOMBS = {
    "zip": lambda: with_part(ONE, FIRST_SHEET, b" " * (201 * 2**20)),
    "text": lambda: with_repeated_text(ONE, letters=30_000, times=9_000),
    "corners": lambda: with_rows(CORNERS % b'r="ZZ1048576"'),
    "odd corners": lambda: with_rows(CORNERS % b"s='0' r='zz1048576'"),
    "part without a name": lambda: with_rows(CORNERS % b'r="ZZ1"', "xl/other.xml"),
    "ods": lambda: document(MANY_ROWS.format(filled("x", 300))),
    "xlsb": lambda: binary(1_048_575, 16_383),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_small_file_that_would_fill_the_memory_is_refused(bomb):
    content = BOMBS[bomb]()
    assert len(content) < 10 * 2**20
    with pytest.raises(StrategyError) as refusal:
        read(content)
    assert refusal.value.code in {"file_expands", "too_many_columns", "too_many_rows"}


def test_a_cell_written_under_a_merge_keeps_its_own_words():
    words = {"A1": "Action", "B1": "Axe", "A2": "Compter", "B2": "Sobriété", "A3": "Former",
             "B3": "Inclusion", "A4": "Ouvrir"}  # fmt: skip
    cells = "".join(
        f'<row r="{place[1]}"><c r="{place}" t="inlineStr"><is><t>{word}</t></is></c></row>'
        for place, word in words.items()
    )
    merge = b'<mergeCells count="1"><mergeCell ref="B2:B4"/></mergeCells>'
    plan = read(with_part(ONE, FIRST_SHEET, worksheet(cells.encode(), merge)))
    assert [action.axis for action in plan.actions] == ["Sobriété", "Inclusion", "Sobriété"]


def test_an_opendocument_plan_is_read_and_its_endless_blank_end_is_not():
    row = "<table:table-row>{}</table:table-row>"
    end = MANY_ROWS.format('<table:table-cell table:number-columns-repeated="16000"/>')
    plan = read(document(row.format(filled("Action")) + row.format(filled("Compter")) + end))
    assert [action.title for action in plan.actions] == ["Compter"]


ACTIONS = [["Identifiant", "Titre"], ["a1", "Compter"]]
NOTES = ["Action", "Date", "Rôle de l’auteur", "Note"]


def test_a_note_whose_action_is_unknown_is_told_with_its_line_and_its_words():
    plan = read(workbook({"Actions": ACTIONS, "Notes": [
        NOTES, ["a1", datetime(2026, 3, 3, 14, 30, 12), "pilotage", "Voté.\nÀ lancer"],  # noqa: DTZ001
        ["zz", "03/03/2026", None, "Perdue ?"],
    ]}))  # fmt: skip
    (note,) = plan.actions[0].notes
    assert (note.text, note.role) == ("Voté.\nÀ lancer", "lead")
    assert note.made_at.isoformat() == "2026-03-03T14:30:12"
    (problem,) = plan.problems
    assert (problem.code, problem.where.sheet, problem.where.row) == ("note_orphan", "Notes", 3)
    assert "Perdue ?" in problem_text(problem, "fr")
    assert "zz" in problem_text(problem, "fr")
    assert "identifiant" in problem_hint(problem, "fr")


@pytest.mark.parametrize("line", [["a1", None, None, "Sans date"], [None, "2026", None, "Seule"],
                                  ["a1", "01/07/2026 vers midi", None, "Floue"]])  # fmt: skip
def test_a_note_that_cannot_be_placed_or_dated_is_told_and_never_guessed(line):
    plan = read(workbook({"Actions": ACTIONS, "Notes": [NOTES, line]}))
    assert plan.actions[0].notes == ()
    assert codes(plan) == ["line_unreadable"]
    assert line[3] in problem_text(plan.problems[0], "fr")


def test_a_sheet_of_actions_that_somebody_called_notes_is_read_as_actions():
    rows = [["Action", "Pilote"], ["Former", "CCAS"]]
    plan = read(workbook({"Plan": [rows[0], ["Compter", "DSI"]], "Notes": rows}))
    assert [action.title for action in plan.actions] == ["Compter", "Former"]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-07-08 14:30:29.999999", "2026-07-08T14:30:30"),
        ("08/07/2026", "2026-07-08T00:00:00"),
        ("8/7/2026 14h", "2026-07-08T14:00:00"),
        ("08/07/2026 à 14h30", "2026-07-08T14:30:00"),
        ("46211.604166666664", "2026-07-08T14:30:00"),
        ("8 juillet 2026", "2026-07-08T00:00:00"),
    ],
)
def test_moments_told_in_words_are_read(text, moment):
    assert read_moment(text).isoformat() == moment


@pytest.mark.parametrize("text", ["", "2026", "juillet 2026", "31/02/2026", "08/07/2026 25:00",
                                  "demain", "0001-01-01", "9999-12-31T23:59:59.9"])  # fmt: skip
def test_what_is_no_moment_is_not_guessed(text):
    assert read_moment(text) is None


def test_the_kept_cells_of_a_first_file_give_way_to_those_of_the_next():
    first = with_retained("Compter.", [("Couleur", "vert")])
    assert with_retained(first, [("Couleur", "rouge")]) == first.replace("vert", "rouge")
    assert with_retained(first, []) == first


@given(st.text(max_size=60))
def test_no_cell_breaks_the_readers(text):
    span = read_span(text)
    assert span is None or span.start <= span.end
    amount = read_amount(text)
    assert amount is None or amount >= 0
    assert all(read_list(text))
    moment = read_moment(text)
    assert moment is None or moment.microsecond == 0


@example([["0", "Jalons", "0"], ["1", "00"]])
@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=5), min_size=1, max_size=8))
def test_every_cell_of_any_table_is_found_again(rows):
    text = "\n".join(";".join(c.translate(dict.fromkeys((10, 13, 34, 59, 0))) for c in row)
                     for row in [["Action", "Couleur"], *rows])  # fmt: skip
    try:
        plan = read(text.encode(), "plan.csv")
    except StrategyError:
        return
    told = [column.heading for column in plan.columns]
    # amounts and days are kept as what they mean, not as they were typed
    assume({column.field for column in plan.columns} <= {"title", "keep", "tasks"})
    for action in plan.actions:
        told += [task.title for task in action.tasks]
        told += [*map(str, action.values.values()), *(cell for _heading, cell in action.retained)]
        told += [action.axis, action.parent]
    told += [str(value) for each in plan.problems for value in each.params.values()]
    every = "".join("".join(told).split())
    for row in read_plan_sheets(text.encode(), "plan.csv")[0].rows:
        assert all("".join(cell.split()) in every for cell in row)
