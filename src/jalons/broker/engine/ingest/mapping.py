"""A mapping: data that says which entity a device is, and which attribute each value becomes.

Written in TOML or JSON::

    envelope = "chirpstack"          # things_stack, actility, json, table, ngsi_ld or ngsi_v2
    [[entities]]
    devices = "70B3D5*"              # a pattern on its DevEUI, its name or its profile
    id = "urn:ngsi-ld:AirQualityObserved:{device}"
    type = "AirQualityObserved"
    location = [2.35, 48.85]         # or "envelope", or {longitude = "lon", latitude = "lat"}
    [[entities.bytes]]
    name = "t"
    offset = 0
    type = "int16"
    [[entities.attributes]]
    name = "temperature"
    path = "t"
    scale = 0.1
    unit = "CEL"

``mapping_of`` checks all of it once; ``apply`` of a rule is in ``applying``.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Mapping as Document
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from jalons.broker.engine.entities import checked_name
from jalons.broker.engine.problems import Problem

from .cells import PARIS, zone
from .envelopes import ENVELOPES
from .fields import MOST_FIELDS, ByteField, field_of
from .plan import NOTIFIED
from .reading import Reading, finite, refused, text_of

Kind = Literal["number", "integer", "text", "boolean", "date", "relationship", "any"]
KINDS: tuple[Kind, ...] = ("number", "integer", "text", "boolean", "date", "relationship", "any")
System = Literal["degrees", "lambert93"]
Clock = Literal["device", "reception"]
PLAIN = ("json", "table")
KNOWN_ENVELOPES = (*ENVELOPES, *PLAIN, *NOTIFIED)
MOST_RULES = 500
MOST_ATTRIBUTES = 200
MOST_KNOWN = 50_000
BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class AttributeRule:
    """How one value becomes one attribute: where it is, its unit, how it is scaled or named."""

    name: str
    path: str
    kind: Kind = "any"
    unit: str = ""
    scale: float = 1.0
    offset: float = 0.0
    decimals: int | None = None
    names: Document[str, Any] = field(default_factory=dict)
    least: float | None = None
    most: float | None = None
    required: bool = False
    dataset: str = ""


@dataclass(frozen=True, slots=True)
class PlaceRule:
    """Where the location comes from: a fixed point, the envelope, or paths of the payload.

    ``longitude`` and ``latitude`` are in degrees, or metres east and north in ``lambert93``;
    ``point`` is one text that writes the latitude, then the longitude.
    """

    fixed: tuple[float, float] | None = None
    envelope: bool = False
    longitude: str = ""
    latitude: str = ""
    system: System = "degrees"
    point: str = ""


@dataclass(frozen=True, slots=True)
class EntityRule:
    """The entity that devices of a pattern are. ``id`` has ``{device}`` or ``{a value}``."""

    pattern: re.Pattern[str]
    id: str
    type: str
    attributes: tuple[AttributeRule, ...]
    bytes: tuple[ByteField, ...] = ()
    place: PlaceRule | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """A checked mapping. ``items`` and ``device`` are paths of plain JSON; ``observed`` of any.

    Of a table, ``header`` is the line of the headings (found when 0) and ``blanks`` the texts that
    say nothing, in small letters.
    """

    envelope: str
    rules: tuple[EntityRule, ...]
    items: str = ""
    device: str = ""
    observed: str = ""
    clock: Clock = "device"
    timezone: str = PARIS
    context: Any = None
    sheet: str = ""
    header: int = 0
    blanks: frozenset[str] = frozenset()
    _known: dict[tuple[str, ...], EntityRule | None] = field(default_factory=dict, compare=False)

    @property
    def used(self) -> frozenset[str]:
        """The paths it reads."""
        paths = {self.device, self.observed}
        for rule in self.rules:
            paths |= {each.path for each in rule.attributes} | set(BRACES.findall(rule.id))
            if rule.place is not None:
                paths |= {rule.place.longitude, rule.place.latitude, rule.place.point}
        return frozenset(paths - {""})

    def rule(self, reading: Reading) -> EntityRule | None:
        """The first rule whose pattern a name of the device matches, whatever the case."""
        names = reading.names or (reading.device,)
        if names not in self._known:
            if len(self._known) > MOST_KNOWN:
                self._known.clear()
            self._known[names] = next(
                (r for r in self.rules if any(r.pattern.match(n.upper()) for n in names)), None
            )
        return self._known[names]


def mapping_of(document: Any) -> Mapping:
    """The mapping of a document; raises ``Problem`` naming the table and the member at fault."""
    table = _table(document, "mapping", {
        "name", "envelope", "entities", "items", "device", "observed", "clock", "timezone",
        "context", "sheet", "header", "blanks",
    })  # fmt: skip
    envelope = table.get("envelope", "json")
    if envelope not in KNOWN_ENVELOPES:
        raise refused(
            "unknown envelope", where="envelope", hint=f"use {', '.join(KNOWN_ENVELOPES)}"
        )
    notified = envelope in NOTIFIED
    clock = table.get("clock", "device")
    if clock not in ("device", "reception"):
        raise refused("clock is device or reception", where="clock")
    timezone = _optional(table, "timezone", "timezone") or PARIS
    zone(timezone)
    rules = [
        (_notified if notified else _entity)(item, f"entities[{index}]")
        for index, item in enumerate(_tables(table, "entities", MOST_RULES, ""))
    ]
    if not rules and not notified:
        raise refused("a mapping has at least one [[entities]]", where="entities")
    return Mapping(
        envelope=envelope,
        rules=tuple(rules),
        items=_optional(table, "items", "items"),
        device=_optional(table, "device", "device"),
        observed=_optional(table, "observed", "observed"),
        clock=clock,
        timezone=timezone,
        context=table.get("context"),
        sheet=_optional(table, "sheet", "sheet"),
        header=_header(table),
        blanks=_blanks(table),
    )


def _entity(document: Any, where: str) -> EntityRule:
    table = _table(document, where, {"devices", "id", "type", "attributes", "bytes", "location"})
    pattern = _optional(table, "devices", f"{where}.devices") or "*"
    if len(pattern) > 200 or pattern.count("*") > 5:
        raise refused(
            "this pattern is too long", where=f"{where}.devices", hint="use * at most 5 times"
        )
    identifier = text_of(table.get("id"), where=f"{where}.id")
    if not identifier.startswith(("urn:", "http://", "https://")) or not BRACES.search(identifier):
        raise refused(
            "an id is a URI with {device} or the name of a value in braces",
            where=f"{where}.id",
            hint="such as urn:ngsi-ld:Device:{device}",
        )
    kind = text_of(table.get("type"), where=f"{where}.type")
    attributes = tuple(
        _attribute(item, f"{where}.attributes[{index}]")
        for index, item in enumerate(_tables(table, "attributes", MOST_ATTRIBUTES, where))
    )
    keys = [(rule.name, rule.dataset) for rule in attributes]
    if twice := next((key for key in keys if keys.count(key) > 1), None):
        raise refused(f"{twice[0]!r} is there twice", where=f"{where}.attributes")
    fields = _tables(table, "bytes", MOST_FIELDS, where)
    return EntityRule(
        pattern=re.compile(fnmatch.translate(pattern.upper())),
        id=identifier,
        type=_name(kind, f"{where}.type"),
        attributes=attributes,
        bytes=tuple(field_of(f, where=f"{where}.bytes[{i}]") for i, f in enumerate(fields)),
        place=_place(table.get("location"), f"{where}.location"),
    )


def _notified(document: Any, where: str) -> EntityRule:
    """The rule of a type another broker may notify: its entities come as they are."""
    table = _table(document, where, {"type"})
    kind = text_of(table.get("type"), where=f"{where}.type")
    return EntityRule(re.compile(""), "", _name(kind, f"{where}.type"), ())


def _attribute(document: Any, where: str) -> AttributeRule:
    table = _table(document, where, {
        "name", "path", "kind", "unit", "scale", "offset", "decimals", "names", "least", "most",
        "required", "dataset",
    })  # fmt: skip
    name = _name(text_of(table.get("name"), where=f"{where}.name"), f"{where}.name")
    names = table.get("names", {})
    if not isinstance(names, Document) or len(names) > 1_000:
        raise refused("names is a table: value = name", where=f"{where}.names")
    numeric = bool(table.keys() & {"scale", "offset", "decimals", "least", "most"}) and not names
    kind = table.get("kind", "number" if numeric else "any")
    if kind not in KINDS:
        raise refused(f"unknown kind; use {', '.join(KINDS)}", where=f"{where}.kind")
    decimals = table.get("decimals")
    if decimals is not None and (type(decimals) is not int or not 0 <= decimals <= 12):
        raise refused("decimals is a whole number from 0 to 12", where=f"{where}.decimals")
    return AttributeRule(
        name=name,
        path=_optional(table, "path", f"{where}.path") or name,
        kind=kind,
        unit=_optional(table, "unit", f"{where}.unit"),
        scale=finite(table.get("scale", 1.0), where=f"{where}.scale"),
        offset=finite(table.get("offset", 0.0), where=f"{where}.offset"),
        decimals=decimals,
        names={str(key): _named(value, f"{where}.names") for key, value in names.items()},
        least=_bound(table, "least", where),
        most=_bound(table, "most", where),
        required=table.get("required") is True,
        dataset=_dataset(table, where),
    )


def _place(document: Any, where: str) -> PlaceRule | None:
    if document is None:
        return None
    if document == "envelope":
        return PlaceRule(envelope=True)
    if isinstance(document, list) and len(document) == 2:
        east, north = (float(finite(value, where=where)) for value in document)
        if not (-180 <= east <= 180 and -90 <= north <= 90):
            raise refused("this is nowhere on Earth", where=where, hint="longitude comes first")
        return PlaceRule(fixed=(east, north))
    if isinstance(document, Document) and "point" in document:
        table = _table(document, where, {"point"})
        return PlaceRule(point=text_of(table["point"], where=f"{where}.point"))
    table = _table(document, where, {"longitude", "latitude", "system"})
    system = table.get("system", "degrees")
    if system not in ("degrees", "lambert93"):
        raise refused("system is degrees or lambert93", where=f"{where}.system")
    return PlaceRule(
        longitude=text_of(table.get("longitude"), where=f"{where}.longitude"),
        latitude=text_of(table.get("latitude"), where=f"{where}.latitude"),
        system=system,
    )


def _header(table: Document[str, Any]) -> int:
    header = table.get("header", 0)
    if type(header) is not int or not 0 <= header <= 1_000_000:
        raise refused("header is the number of a line", where="header")
    return header


def _blanks(table: Document[str, Any]) -> frozenset[str]:
    found = table.get("blanks", [])
    if not isinstance(found, list) or len(found) > 100:
        raise refused("blanks is a list of texts", where="blanks")
    return frozenset(text_of(each, where="blanks").lower() for each in found)


def _table(document: Any, where: str, known: set[str]) -> Document[str, Any]:
    if not isinstance(document, Document):
        raise refused("a table is expected", where=where)
    if odd := sorted(str(key) for key in document if key not in known):
        raise refused(f"{odd[0]!r} is unknown", where=where, hint=f"use {', '.join(sorted(known))}")
    return document


def _tables(table: Document[str, Any], name: str, most: int, where: str) -> Sequence[Any]:
    found = table.get(name, [])
    if not isinstance(found, list) or len(found) > most:
        raise refused(f"a list of at most {most} tables is expected", where=f"{where}.{name}")
    return found


def _optional(table: Document[str, Any], name: str, where: str) -> str:
    value = table.get(name, "")
    return "" if value == "" else text_of(value, where=where)


def _name(name: str, where: str) -> str:
    try:
        return name if ":" in name else checked_name(name)
    except Problem as problem:
        raise refused(problem.detail, where=where) from problem


def _named(value: Any, where: str) -> Any:
    if isinstance(value, str | bool):
        return value
    return finite(value, where=where)


def _bound(table: Document[str, Any], name: str, where: str) -> float | None:
    return None if name not in table else float(finite(table[name], where=f"{where}.{name}"))


def _dataset(table: Document[str, Any], where: str) -> str:
    found = _optional(table, "dataset", f"{where}.dataset")
    if found and not found.startswith(("urn:", "http")):
        raise refused("a dataset is a URI", where=f"{where}.dataset", hint="such as urn:top")
    return found
