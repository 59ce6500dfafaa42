"""The public schemas: read, sourced, and understood by the reference implementation too."""

from __future__ import annotations

import json
import re
from importlib import resources

import pytest

from jalons.catalogue.store import schemas
from jalons.tabular.schemas.values import judge

FILES = sorted((resources.files("jalons.catalogue") / "data" / "schemas").iterdir(), key=str)


def test_each_schema_says_where_it_was_read() -> None:
    assert len(schemas()) == len(FILES) >= 15
    for schema in schemas().values():
        assert schema.source.link.startswith("https://schema.data.gouv.fr/")
        assert schema.source.publisher
        assert schema.title != schema.title_en or schema.name == "scdl-budget"
        for field in schema.fields:
            judge(field)
        names = {field.name for field in schema.fields}
        assert len(names) == len(schema.fields)
        assert names.issuperset(name for check in schema.checks for name in check.fields)
    assert [each.name for each in schemas().values() if not each.source.verified] == ["bal"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.name))
def test_frictionless_reads_each_schema(file: resources.abc.Traversable) -> None:
    frictionless = pytest.importorskip("frictionless")
    described = json.loads(file.read_text("utf-8"))
    assert re.fullmatch("[a-z0-9-]+[.]json", file.name)
    assert described["name"] == file.name.removesuffix(".json")
    frictionless.Schema.from_descriptor({"fields": described["fields"]})


def test_a_bound_of_zero_is_a_bound() -> None:
    [field] = [each for each in schemas()["hautes-remunerations"].fields
               if each.name == "nb_hommes_beneficiaires"]  # fmt: skip
    assert judge(field)("-1") == ("minimum",)
