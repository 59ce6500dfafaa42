"""What we write as CSV opens with its accents, and runs nothing."""

import csv
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jalons.kernel import Where
from jalons.tabular.files.delimited import read_delimited
from jalons.tabular.files.limits import DEFAULT_LIMITS
from jalons.tabular.files.writing import csv_file, csv_lines, csv_text

SOURCES = Path(__file__).parents[2] / "src" / "jalons"
OWN_WRITERS = {
    "footprint/engine/numecoeval/outbound.py",  # the format of another tool, not for spreadsheets
    "broker/engine/out/tables.py",  # the broker: blocks of a stream, values of NGSI-LD
    "tabular/files/writing.py",
}


def test_values_are_written_as_spreadsheets_read_them():
    moment = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    row = ["été", None, date(2026, 3, 1), moment, 1.5, 3, Decimal("2.50"), True]
    assert csv_text([row]) == "été;;2026-03-01;2026-03-01T08:30:00+00:00;1.5;3;2.50;True\r\n"
    assert csv_text([[1.5, 3]], number=lambda each: f"{each:.2f}".replace(".", ",")) == "1,50;3\r\n"
    assert csv_file([["été"]]) == b"\xef\xbb\xbf\xc3\xa9t\xc3\xa9\r\n"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", " =1", "\t=1"]
)
def test_no_text_is_a_formula(text):
    (cell,) = next(csv.reader(io.StringIO(csv_text([[text]]), newline=""), delimiter=";"))
    assert cell == f"'{text}"


def test_a_negative_number_has_its_sign_and_no_apostrophe():
    assert csv_text([[-1.5, -3, Decimal("-2")]]) == "-1.5;-3;-2\r\n"


def test_lines_come_one_by_one():
    lines = csv_lines(([str(each)] for each in range(10**9)), delimiter=",")
    assert [next(lines), next(lines)] == ["0\r\n", "1\r\n"]


CELLS = some.text(some.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


@given(some.lists(some.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_is_written_is_read_back_but_for_the_apostrophe(rows):
    found = list(csv.reader(io.StringIO(csv_text(rows), newline=""), delimiter=";"))
    assert [[cell.removeprefix("'") for cell in row] for row in found] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]


def test_our_own_reader_opens_what_we_write():
    rows = [["Nom", "Coût"], ["École « Jean Moulin »", "1 200,50"], ["a;b", 'dit "oui"']]
    assert read_delimited(csv_file(rows), Where(), DEFAULT_LIMITS).rows == rows


def test_one_module_writes_csv_for_spreadsheets():
    """Fourteen writers stood in four rooms; two of them let formulas through."""
    texts = {path: path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py")}
    writers = [path for path, text in texts.items() if re.search(r"csv\.(writer|DictWriter)", text)]
    found = {str(path.relative_to(SOURCES)) for path in writers}
    assert found == OWN_WRITERS
