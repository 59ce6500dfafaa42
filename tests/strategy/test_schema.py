"""The JSON Schemas of the referential say what the loader says."""

import json
import tomllib
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from jalons.strategy.store import referential_versions, shipped_folder
from strategy.test_referential import SMALL

SCHEMAS = Path(str(resources.files("jalons.strategy") / "data/referential/schema"))
FOLDERS = [SMALL, *(Path(str(shipped_folder(version))) for version in referential_versions())]


def validator(name):
    text = (SCHEMAS / f"{name.partition('-')[0].removesuffix('.toml')}.schema.json").read_text()
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def plain(text):
    """The values of a TOML file as JSON knows them."""
    return json.loads(json.dumps(tomllib.loads(text), default=date.isoformat))


@pytest.mark.parametrize(
    "folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}"
)
def test_every_file_fits_its_schema(folder):
    for file in folder.glob("*.toml"):
        errors = list(validator(file.name).iter_errors(plain(file.read_text(encoding="utf-8"))))
        assert [error.message for error in errors] == []


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("commitment-4.toml", "weight = 3", "wieght = 3"),
        ("commitment-4.toml", "weight = 3", "weight = 300"),
        ("commitment-4.toml", 'then = "weight"', 'then = "wait"'),
        ("commitment-4.toml", "factor = 0.5\n", ""),
        ("commitment-4.toml", 'id = "4.1.2"', 'id = "four"'),
        ("commitment-4.toml", 'id = "4.2"', 'id = "4.2"\nrequires = ["4.2.1"]'),
        ("actions-4.toml", 'effort = "weeks"', 'effort = "years"'),
        ("actions-4.toml", "verified = false\n", ""),
        ("referential.toml", 'version = "1.0.0"', 'version = "one"'),
    ],
)
def test_what_the_loader_refuses_in_the_shape_of_a_file_the_schema_refuses_too(name, before, after):
    text = (SMALL / name).read_text(encoding="utf-8")
    assert before in text
    assert list(validator(name).iter_errors(plain(text.replace(before, after, 1))))
