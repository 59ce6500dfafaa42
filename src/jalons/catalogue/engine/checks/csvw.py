"""A Table Schema as CSVW metadata (www.w3.org/TR/tabular-metadata): how machines read the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jalons.tabular.schemas import Field, TableSchema

_TYPES = {"integer": "integer", "number": "decimal", "boolean": "boolean", "date": "date",
          "datetime": "dateTime", "time": "time", "year": "gYear", "yearmonth": "gYearMonth",
          "duration": "duration", "array": "json", "object": "json", "geojson": "json"}  # fmt: skip
_FORMATS = {"email": "string", "uri": "anyURI", "binary": "base64Binary"}
_PARTS = {"%Y": "yyyy", "%m": "MM", "%d": "dd"}


def csvw_metadata(
    url: str, schema: TableSchema, headings: Sequence[str], dialect: Mapping[str, str],
    about: Mapping[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """The metadata of the CSV file ``url`` whose columns are ``headings``, in their order.

    ``dialect`` has its delimiter and its encoding; ``about`` its title, the schema it conforms to.
    """
    columns = [_column(schema.field(name) or Field(name), schema) for name in headings]
    described: dict[str, Any] = {"columns": columns}
    if schema.key and set(schema.key) <= set(headings):
        described["primaryKey"] = list(schema.key)
    return {
        "@context": "http://www.w3.org/ns/csvw", "url": url, **about,
        "dialect": {**dialect, "header": True}, "tableSchema": described,
    }  # fmt: skip


def _column(field: Field, schema: TableSchema) -> dict[str, Any]:
    rules, column = field.constraints, {"name": field.name, "titles": field.name}
    null = sorted(schema.missing(field))
    return column | {
        "datatype": _datatype(field),
        **({"required": True} if rules.required else {}),
        **({"null": null} if null != [""] else {}),
    }


def _datatype(field: Field) -> Any:
    rules, base = field.constraints, _TYPES.get(field.type, _FORMATS.get(field.format, "string"))
    facets = {
        "minimum": rules.minimum, "maximum": rules.maximum,
        "minLength": rules.min_length, "maxLength": rules.max_length, "format": _format(field),
    }  # fmt: skip
    stated = {name: value for name, value in facets.items() if value is not None}
    return {"base": base, **stated} if stated else base


def _format(field: Field) -> Any:
    """The form of the values: a pattern, the words of a truth, a day as CSVW writes it."""
    if field.type == "boolean":
        return f"{field.true_values[0]}|{field.false_values[0]}"
    if field.type == "date" and field.format not in {"default", "any"}:
        form = field.format
        for part, name in _PARTS.items():
            form = form.replace(part, name)
        return form if "%" not in form else None
    if field.type == "number" and field.decimal_char != ".":
        return {"decimalChar": field.decimal_char}
    return field.constraints.pattern if field.type == "string" else None
