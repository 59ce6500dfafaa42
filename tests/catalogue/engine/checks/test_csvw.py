"""CSVW metadata have the shape of the recommendation."""

from __future__ import annotations

from typing import Any

from jalons.catalogue.engine.checks.csvw import csvw_metadata
from jalons.catalogue.store import schemas

# www.w3.org/TR/tabular-data-model: the names a table, a column, a dialect and a datatype may have
ABOUT = {"dc:title": "Fichier", "dc:conformsTo": {"@id": "https://schema.data.gouv.fr/"}}
TABLE = {"@context", "url", "dc:title", "dc:conformsTo", "dialect", "tableSchema"}
COLUMN = {"name", "titles", "datatype", "required", "null"}
DATATYPE = {"base", "format", "minimum", "maximum", "minLength", "maxLength"}
BASES = {"string", "anyURI", "base64Binary", "integer", "decimal", "boolean", "date", "dateTime",
         "time", "gYear", "gYearMonth", "duration", "json"}  # fmt: skip


def test_every_public_schema_has_metadata_of_the_right_shape() -> None:
    for schema in schemas().values():
        names = [each.name for each in schema.fields]
        found = csvw_metadata("a.csv", schema, [*names, "autre"], {"delimiter": ";"}, ABOUT)
        assert found.keys() <= TABLE
        assert found["@context"] == "http://www.w3.org/ns/csvw"
        columns: list[dict[str, Any]] = found["tableSchema"]["columns"]
        assert [each["name"] for each in columns] == [*names, "autre"]
        assert set(found["tableSchema"].get("primaryKey", ())) <= set(names)
        for each in columns:
            assert each.keys() <= COLUMN
            kind = each["datatype"]
            base = kind["base"] if isinstance(kind, dict) else kind
            assert base in BASES
            assert not isinstance(kind, dict) or kind.keys() <= DATATYPE


def test_words_for_true_bounds_patterns_and_keys_are_said() -> None:
    dae = csvw_metadata("d.csv", schemas()["dae"], ["acc_lib", "lat_coor1", "com_cp"], {}, ABOUT)
    libre, latitude, postcode = dae["tableSchema"]["columns"]
    assert libre == {"name": "acc_lib", "titles": "acc_lib", "required": True,
                     "datatype": {"base": "boolean", "format": "oui|non"}}  # fmt: skip
    assert latitude["datatype"] == {"base": "decimal", "minimum": -90, "maximum": 90}
    assert postcode["datatype"] == {"base": "string", "format": r"^\d{5}$"}
    parks = csvw_metadata("p.csv", schemas()["stationnement"], ["id", "nom"], {}, ABOUT)
    assert parks["tableSchema"]["primaryKey"] == ["id"]
