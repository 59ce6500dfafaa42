"""The shipped referential is whole, and a broken one is refused with its file, line and key."""

import shutil
from pathlib import Path

import pytest

from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.store import (
    catalogue,
    manifesto,
    read_referential,
    referential,
    referential_versions,
)

UNREAD_NUMBER = 'crosswalk = [{ framework = "decree", number = "1°", verified = true }]'
SMALL = Path(__file__).parent / "referentials" / "1.0.0"


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(SMALL, tmp_path / "1.0.0"))


def change(folder, name, before, after):
    file = folder / name
    text = file.read_text(encoding="utf-8")
    place = text.index(before)
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    return text[:place].count("\n") + 1


def refusal(folder):
    with pytest.raises(StrategyError) as refused:
        read_referential(folder, manifesto(), catalogue())
    return refused.value


def test_the_shipped_versions_are_read_latest_last():
    for version in referential_versions():
        assert referential(version).version == version
    assert referential() == referential(referential_versions()[-1])


def test_a_version_that_is_not_shipped_is_refused():
    with pytest.raises(StrategyError) as refused:
        referential("0.0.1")
    assert refused.value.code == "referential_unknown"


@pytest.mark.parametrize(
    ("name", "before", "after", "code"),
    [
        ("commitment-4.toml", "weight = 3", "wieght = 3", "data_key_unknown"),
        ("commitment-4.toml", "weight = 3", "weight = 300", "data_value_invalid"),
        ("commitment-4.toml", 'then = "weight"', 'then = "wait"', "data_value_invalid"),
        ("commitment-4.toml", "staff < 20", "staff << 20", "formula_broken"),
        ("commitment-4.toml", "staff < 20", "salary < 20", "formula_name"),
        ("commitment-4.toml", 'id = "4.1.2"', 'id = "4.1.1"', "data_twice"),
        ("commitment-4.toml", 'id = "4.2"', 'id = "5.2"', "data_value_invalid"),
        (
            "commitment-4.toml",
            'reached_when.fr = "Les équipements',
            'requires = ["4.1.1.a"]\nreached_when.fr = "Les équipements',
            "data_value_invalid",
        ),
        ("commitment-4.toml", "value >= 80", "values >= 80", "formula_name"),
        (
            "commitment-4.toml",
            "footprint.share_assessed",
            "footprint.sharing",
            "data_value_invalid",
        ),
        ("actions-4.toml", '"4.2.1"', '"4.2.9"', "data_value_invalid"),
        ("commitment-4.toml", "weight = 3", f"{UNREAD_NUMBER}\nweight = 3", "data_value_invalid"),
        ("actions-4.toml", 'effort = "weeks"', 'effort = "years"', "data_value_invalid"),
        ("actions-4.toml", 'milestone = "4.1"', 'milestone = "4.7"', "data_value_invalid"),
        ("referential.toml", 'version = "1.0.0"', 'version = "one"', "data_value_invalid"),
        ("commitment-4.toml", "[[milestone]]", "[[milestone]", "data_unreadable"),
    ],
)
def test_a_mistake_is_refused_at_its_line(folder, name, before, after, code):
    line = change(folder, name, before, after)
    error = refusal(folder)
    assert error.code == code
    assert (error.where.file, error.where.row) == (name, line)
    assert str(error)


def test_a_missing_key_is_told_at_the_table_that_lacks_it(folder):
    change(folder, "actions-4.toml", "verified = false\n", "")
    error = refusal(folder)
    assert error.code == "data_key_missing"
    assert error.params["entry"] == "action[0].verified"
    assert error.where.row == 2


def test_a_formula_tells_its_column_too(folder):
    change(folder, "commitment-4.toml", "population <= 50000", "population <= 50000 and salary > 3")
    assert refusal(folder).where.column == "25"
