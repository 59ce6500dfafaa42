"""What several folders of tests need."""

from __future__ import annotations

import fcntl
import gc
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from both_databases import is_tested_once
from jalons.foundation.rooms import rooms
from jalons.kernel.errors import set_language
from jalons.site.rooms import install
from jalons.webaudit.capture import Chromium, find_chromium
from jalons.webaudit.engine.errors import WebAuditError
from serving import jalons

gc.disable()  # until the tests are collected: what is imported stays
install()

# fixtures of tests/factories
pytest_plugins = (
    "durations",
    "factories.authorities",
    "factories.former",
    "factories.people",
    "factories.twin",
)

if find_spec("hypothesis"):  # the oracle's environment has none
    from hypothesis import settings

    examples = int(os.environ.get("TEST_EXAMPLES", "100"))
    # no test is judged by the clock
    settings.register_profile(
        "jalons", deadline=None, max_examples=examples, derandomize=bool(os.environ.get("CI"))
    )
    settings.load_profile("jalons")

if TYPE_CHECKING:  # the engines are tested where Django is not installed
    from pytest_django import DjangoDbBlocker

TESTS = Path(__file__).parent
LONG = frozenset(
    line for line in (TESTS / "long_tests.txt").read_text("utf-8").splitlines() if line[:1] != "#"
)
# What tools/engines_alone runs, in an environment without Django: not the rooms that need libraries
# of their own.
_ROOMS = [room.name for room in rooms() if not room.extra]
ALONE = ("kernel", "tabular", "wording", *_ROOMS)
NOT_ALONE = (*(f"{room}/web" for room in _ROOMS), "strategy/documents", "strategy/test_schema.py")
SAMPLE_EPCI = frozenset(
    {
        "244900015",  # Angers Loire Métropole
        "200046977",  # Métropole de Lyon
        "200054781",  # Métropole du Grand Paris, with its territories
        "200040350",  # Bugey Sud: communes that merged
        "",  # what is in no EPCI: four islands and the overseas collectivities
    }
)


def pytest_collection_finish() -> None:
    """What was collected stays: the garbage collector need not read it again at each test."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture
def in_english() -> Iterator[None]:
    """A process that was started in English."""
    set_language("en")
    yield
    set_language("fr")


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Fills a folder with the demonstration, loaded once for all the processes of the tests.

    And for all the runs of ``tools/test``, which names a folder.
    """
    own = tmp_path_factory.getbasetemp()
    own = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    shared = Path(os.environ.get("TEST_SHARED", own))
    loaded = shared / "demonstration"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not loaded.exists():
            done = jalons("demo", "load", data=shared / "loading")
            assert done.returncode == 0, done.stderr
            (shared / "loading").rename(loaded)

    def copied(data: Path) -> Path:
        shutil.copytree(loaded, data, dirs_exist_ok=True)
        return data

    return copied


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """A running Chromium shared by the session; each test opens its own identity or tab.

    Without the browser the test is skipped, except in continuous integration where it must be.
    """
    try:
        find_chromium()
    except WebAuditError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))
    with Chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def office(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[Mapping[str, bytes], str], dict[str, bytes]]:
    """LibreOffice without a screen: files by name and a target, back in that format by same name.

    Without it the test is skipped, except in continuous integration where it must be.
    """
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("CI") == "true":
            raise FileNotFoundError("soffice: apt install libreoffice-writer-nogui")
        pytest.skip("LibreOffice is not installed")
    profile = tmp_path_factory.mktemp("office-profile")

    def converted(files: Mapping[str, bytes], target: str) -> dict[str, bytes]:
        folder, out = (tmp_path_factory.mktemp(name) for name in ("office-in", "office-out"))
        for name, content in files.items():
            (folder / name).write_bytes(content)
        subprocess.run(
            [program, "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to",
             target, "--outdir", str(out), *(str(folder / name) for name in files)],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
        return {name: next(out.glob(f"{Path(name).stem}.*")).read_bytes() for name in files}

    return converted


@pytest.fixture(autouse=True)
def _french() -> Iterator[None]:
    """Each test starts in French, whatever language the one before it left behind."""
    if "django" not in sys.modules:  # the engines are also tested without it
        yield
        return
    from django.utils import translation

    with translation.override("fr"):
        yield


@cache
def _folder_marks(file: Path) -> tuple[str, ...]:
    """The tests of the broker, which changes apart, and those of the pages of a room."""
    room, *inside = file.relative_to(TESTS).parts
    return ("broker",) if room == "broker" else ("pages",) if inside[:1] == ["web"] else ()


@cache
def _is_alone(path: Path) -> bool:
    """Whether a file of tests, or a folder of them, is one of those that go without Django."""
    place = path.relative_to(TESTS)
    apart = any(place.is_relative_to(each) for each in NOT_ALONE)
    return not apart and any(place.is_relative_to(each) for each in ALONE)


@cache
def _is_whole_alone(file: Path) -> bool:
    """Whether none of its tests skips for want of a package there: the other runs leave it."""
    texts = (
        each.read_text("utf-8") for each in (file, file.with_name("conftest.py")) if each.exists()
    )
    return _is_alone(file) and not any("importorskip(" in text for text in texts)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Without Django, what needs it is not even read; nor what the expression leaves out whole."""
    known = collection_path != TESTS and collection_path.is_relative_to(TESTS)
    if known and not find_spec("django") and not _is_alone(collection_path):
        return True
    if not known or collection_path.suffix != ".py" or collection_path.name == "conftest.py":
        return None
    left_out = set(re.findall(r"not (\w+)", config.option.markexpr))
    return True if left_out & _marks_of(collection_path) else None


def _marks_of(file: Path) -> set[str]:
    """The marks every test of a file has, as far as its text says."""
    text = file.read_text(encoding="utf-8")
    marks = {*_folder_marks(file)}
    marks |= {"alone"} if _is_whole_alone(file) and "mark.extras" not in text else set()
    return marks | ({"walk"} if "\npytestmark" in text and "pytest.mark.walk]" in text else set())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What ran is named by the command that runs its first failure again."""
    stats = terminalreporter.stats
    failed = [*stats.get("failed", ()), *stats.get("error", ())]
    if failed:
        part = os.environ.get("TEST_PART")
        tool = f"tools/test {part}" if part in {"sqlite", "postgresql"} else ".venv/bin/pytest"
        # the run without Django counts from tests/
        place = f"tests/{failed[0].nodeid.removeprefix('tests/')}"
        terminalreporter.write_line(f"To run it again: {tool} '{place}'")


@pytest.hookimpl(tryfirst=True)  # before the marks are used to choose among the tests
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test is of the browser or of the database by what it takes, whatever its author forgot."""
    for item in items:
        taken = set(getattr(item, "fixturenames", ()))
        if "chromium" in taken:
            item.add_marker(pytest.mark.browser)
        if "office" in taken:
            item.add_marker(pytest.mark.office)
        if taken & {"db", "transactional_db"} or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.database)
            if is_tested_once(item):
                item.add_marker(pytest.mark.same_sql)
        if _is_whole_alone(item.path) and not item.get_closest_marker("extras"):
            item.add_marker(pytest.mark.alone)
        file = item.path.relative_to(TESTS).as_posix()
        if f"tests/{file}::{getattr(item, 'originalname', item.name)}" in LONG:
            item.add_marker(pytest.mark.long)
        for mark in _folder_marks(item.path):
            item.add_marker(mark)


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, pytestconfig: pytest.Config
) -> None:
    """The base of the tests, with its row security on PostgreSQL.

    Without migrations, the index of datasets is made here.
    """
    from django.db import connection

    from jalons.foundation.accounts.limits import row_security

    with django_db_blocker.unblock():
        row_security.install()
    if not pytestconfig.getoption("nomigrations"):
        return

    from jalons.catalogue.web.datasets.search_index import create

    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        create(editor)


@pytest.fixture(scope="module")
def kept_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What fixtures of the module write stays for all its tests; each takes back only its own.

    Not with tests that commit (``transactional_db``).
    """
    from django.db import transaction
    from django.utils import translation

    with django_db_blocker.unblock(), transaction.atomic(), translation.override("fr"):
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def _territories_aside(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Mapping[str, str]:
    """The sample read once from the packaged data, in tables beside those of the product."""
    from django.db import connection

    from jalons.foundation.territories.actions import load_territories
    from jalons.foundation.territories.models import Contour, Territory, TerritoryTerm

    names = [model._meta.db_table for model in (Territory, TerritoryTerm, Contour)]
    aside = {name: f"sample_{name}" for name in names}
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        load_territories(only=lambda row: row["kind"] != "commune" or row["epci"] in SAMPLE_EPCI)
        for name, copy in aside.items():
            cursor.execute(f"CREATE TABLE {copy} AS SELECT * FROM {name}")
        for name in reversed(names):
            cursor.execute(f"DELETE FROM {name}")
    return aside


@pytest.fixture
def territories(_territories_aside: Mapping[str, str], db: None) -> None:
    """A small real part of France: all that is not a commune, and the communes of a few places."""
    from django.db import connection

    with connection.cursor() as cursor:
        for name, copy in _territories_aside.items():
            cursor.execute(f"INSERT INTO {name} SELECT * FROM {copy}")
