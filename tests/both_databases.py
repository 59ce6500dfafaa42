"""Which tests of the database are run on PostgreSQL too, after SQLite.

All of the foundation, of the instance and of the broker; the suite of conformity, which writes,
reads, sorts, filters and exports the records of every register; every address, as an administrator;
every test that commits. Of the tests of the pages of a room, those of a topic whose SQL the two
databases do not run alike.
"""

import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
SOURCES = TESTS.parent / "src" / "jalons"
# Raw SQL, dates cut in SQL, JSON and text searched in SQL, windows, locks, conflicts.
DIFFERS = re.compile(
    r"RawSQL|cursor\(\)|Func\(|Window\(|Trunc|Extract|__(?:date|year|month|day|regex|contains)\b"
    r"|Cast\(|KeyT|Exists\(|Search|vendor|distinct\([\"']|select_for_update|_conflicts|IntegrityError"
)


def is_tested_once(item: pytest.Item) -> bool:
    """Whether SQLite is enough for a test of the database; the mark ``postgresql`` says no."""
    how = item.get_closest_marker("django_db")
    commits = "transactional_db" in item.fixturenames or (how and how.kwargs.get("transaction"))
    if commits or item.get_closest_marker("postgresql"):
        return False
    return item.get_closest_marker("walk") is not None or runs_alike(item.path)


@cache
def runs_alike(file: Path) -> bool:
    """Whether a file of tests of pages is of a topic that both databases run alike.

    Its topic is its folder or its name; else those it imports. Without any, both are tested.
    """
    room, *inside = file.relative_to(TESTS).parts
    if inside[0] != "web":
        return False
    web = SOURCES / room / "web"
    named = Path(inside[1]).stem.removeprefix("test_") + "_"
    topics = [each for each in web.iterdir() if named.startswith(f"{each.stem}_")]
    if not topics:
        imported = re.findall(rf"jalons\.{room}\.web\.(\w+)", file.read_text(encoding="utf-8"))
        topics = [web / each for each in imported]
    code = [each for topic in topics for each in topic.glob("**/*.py")]
    return bool(code) and not any(DIFFERS.search(each.read_text("utf-8")) for each in code)
