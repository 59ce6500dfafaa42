"""A plan: what a person says of the columns of a file or of the values of a message, on one page.

A plan is the part of a mapping a form can show: one type, each column one attribute. ``mapping``
makes the document ``mapping_of`` reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

NOTIFIED = ("ngsi_ld", "ngsi_v2")
"""The envelopes of other brokers, whose entities come as they are."""
PlaceKind = Literal["none", "degrees", "lambert93", "point", "envelope", "fixed"]
PLACES: tuple[PlaceKind, ...] = ("none", "degrees", "lambert93", "point", "envelope", "fixed")
SIGNS = {
    "°c": "CEL", "c": "CEL", "%": "P1", "kwh": "KWH", "mwh": "MWH", "kw": "KWT", "w": "WTT",
    "µg/m³": "GQ", "µg/m3": "GQ", "ug/m3": "GQ", "ppm": "59", "db": "2N", "db(a)": "2N",
    "hpa": "A97", "m": "MTR", "mm": "MMT", "cm": "CMT", "km": "KMT", "lx": "LUX", "lux": "LUX",
    "k": "KEL", "m³": "MTQ", "m3": "MTQ", "l": "LTR", "km/h": "KMH", "v": "VLT", "a": "AMP",
    "€": "EUR", "m³/h": "MQH", "m3/h": "MQH", "l/h": "E32", "l/min": "L2", "mm/h": "H67",
    "m²": "MTK", "m2": "MTK", "ha": "HAR", "kg": "KGM", "mg/l": "M1", "mg/m³": "GP", "mg/m3": "GP",
    "mg": "MGM", "ppb": "61", "pa": "PAL", "kpa": "KPA", "bar": "BAR", "mbar": "MBR", "lm": "LUM",
    "hz": "HTZ", "khz": "KHZ", "kva": "KVA", "va": "D46", "var": "D44", "kvar": "KVR", "wh": "WHR",
    "m/s": "MTS", "min": "MIN", "ms": "C26", "w/m²": "D54", "w/m2": "D54",
}  # fmt: skip
"""The sign of a unit, in small letters, and its UN/CEFACT code (Recommendation 20)."""


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """A column, or a value of a message: the attribute it becomes, none when it is left aside."""

    path: str
    attribute: str = ""
    unit: str = ""
    kind: str = "any"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file or the messages of a source become.

    ``east`` and ``north`` are columns, or numbers when the place is ``fixed``; ``east`` alone is
    the column of a ``point``. ``identifier`` is the column that names the entity; network servers
    name the device themselves.
    """

    type: str = ""
    context: str = ""
    envelope: str = "table"
    items: str = ""
    identifier: str = ""
    observed: str = ""
    place: PlaceKind = "none"
    east: str = ""
    north: str = ""
    columns: tuple[PlannedColumn, ...] = ()
    blanks: tuple[str, ...] = ()
    sheet: str = ""
    header: int = 0

    @property
    def needed(self) -> list[str]:
        """The columns it reads."""
        placed = [self.east, self.north] if self.place not in ("none", "envelope", "fixed") else []
        used = [column.path for column in self.columns if column.attribute]
        return [*filter(None, dict.fromkeys([self.identifier, self.observed, *placed, *used]))]

    def mapping(self) -> dict[str, Any]:
        """The document of the mapping; ``mapping_of`` says what is missing from it."""
        if self.envelope in NOTIFIED:
            return {
                "envelope": self.envelope,
                "entities": [{"type": self.type}],
                **({"context": self.context} if self.context else {}),
            }
        name = self.type.rstrip("/#").replace("#", "/").rpartition("/")[2].rpartition(":")[2]
        entity: dict[str, Any] = {
            "id": f"urn:ngsi-ld:{name}:{{device}}",
            "type": self.type,
            "attributes": [
                {"name": each.attribute, "path": each.path, "kind": each.kind, "unit": each.unit}
                for each in self.columns
                if each.attribute
            ],
        }
        if (place := self._place()) is not None:
            entity["location"] = place
        found: dict[str, Any] = {"envelope": self.envelope, "entities": [entity]}
        if self.envelope in ("table", "json"):
            found["device"] = self.identifier
        more = {
            "observed": self.observed, "items": self.items, "context": self.context,
            "sheet": self.sheet, "header": self.header, "blanks": list(self.blanks),
        }  # fmt: skip
        return found | {key: value for key, value in more.items() if value}

    def _place(self) -> Any:
        match self.place:
            case "none":
                return None
            case "envelope":
                return "envelope"
            case "point":
                return {"point": self.east}
            case "fixed":
                return [_degrees(self.east), _degrees(self.north)]
            case system:
                return {"longitude": self.east, "latitude": self.north, "system": system}

    def document(self) -> dict[str, Any]:
        """The plan as JSON, to store."""
        return asdict(self)


def _degrees(text: str) -> float | str:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text


def plan_of(document: Mapping[str, Any]) -> Plan:
    """The plan a store keeps; what it does not know is let go."""
    known = {name: document[name] for name in Plan.__slots__ if name in document}
    columns = tuple(PlannedColumn(**each) for each in known.pop("columns", ()))
    known["blanks"] = tuple(known.get("blanks", ()))
    return Plan(**known, columns=columns)


def code_of(unit: str) -> str:
    """The UN/CEFACT code of a unit written as its sign; any other text as it is."""
    bare = unit.strip()
    return SIGNS.get(bare.lower(), bare)
