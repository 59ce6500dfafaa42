"""A reading through its mapping: the fragment of an entity the broker keeps, or why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from jalons.broker.engine.bounds import bounded
from jalons.broker.engine.contexts import Context
from jalons.broker.engine.entities import Doc, Instance, uri
from jalons.broker.engine.instants import written
from jalons.broker.engine.out.crs import from_lambert93
from jalons.broker.engine.problems import Problem
from jalons.tabular.places import place_parts

from . import cells
from .envelopes import opened
from .fields import values_of
from .mapping import BRACES, PLAIN, AttributeRule, EntityRule, PlaceRule
from .mapping import Mapping as IngestMapping
from .measures import measured
from .notifications import fragment_doc, fragments
from .plan import NOTIFIED
from .reading import NAME, Reading, credible, finite, quoted, refused, text_of, word

LOCATION = "location"
MISSING = object()
MOST_ITEMS = 100_000
LATEST = 253_402_300_799_999  # the last millisecond of the year 9999
MOST_ID = 500


@dataclass(frozen=True, slots=True)
class Observation:
    """What a reading becomes: a fragment with expanded names, when, and by which device."""

    doc: Doc
    at: int
    device: str
    counter: int | None = None

    @property
    def entity(self) -> str:
        """The id of its entity."""
        return str(self.doc["id"])


def items_of(mapping: IngestMapping, message: Any, *, linked: Any = None) -> list[Any]:
    """The parts of a decoded message, each to be read alone: itself, or the items of plain JSON.

    Those of a notification are its entities, apart by date; ``linked`` is the context of its
    request. Raises ``Problem`` when there is nothing where the items should be, or too much.
    """
    if mapping.envelope in NOTIFIED:
        return list(fragments(mapping.envelope, message, linked=linked))
    if mapping.envelope not in PLAIN:
        return [message]
    found = message if not mapping.items else valued(message, mapping.items)
    if found is MISSING:
        raise refused("there is nothing there", where=mapping.items, hint="check items")
    items = found if isinstance(found, list) else [found]
    if len(items) > MOST_ITEMS:
        raise refused(f"{len(items)} items; at most {MOST_ITEMS}", where=mapping.items)
    return items


def one(
    mapping: IngestMapping, item: Any, *, context: Context, now: int, terms: Context | None = None
) -> Observation | Problem | None:
    """What becomes of one part of a message; None when it measures nothing. Never raises.

    ``context`` has the names of the part, ``terms`` those of the mapping where they differ.
    """
    try:
        if mapping.envelope in NOTIFIED:
            return _notified(mapping, item, context=context, terms=terms or context, now=now)
        enveloped = mapping.envelope not in PLAIN
        reading = opened(mapping.envelope, item) if enveloped else plain(mapping, item)
        if reading is None:
            return None
        return observed(mapping, reading, context=context, now=now)
    except Problem as problem:
        return problem


def _notified(
    mapping: IngestMapping, item: Any, *, context: Context, terms: Context, now: int
) -> Observation:
    """The observation of a fragment another broker notified; its entity is the device."""
    wanted = frozenset(terms.expand(rule.type) for rule in mapping.rules)
    doc, at = fragment_doc(
        item, context=context, wanted=wanted, now=now, reception=mapping.clock == "reception"
    )
    return Observation(doc, at, doc["id"])


def plain(mapping: IngestMapping, item: Any) -> Reading:
    """The reading of one JSON object or one row; raises ``Problem``."""
    if not isinstance(item, Mapping):
        raise refused("an object is expected", hint="check items")
    device = ""
    if mapping.device:
        device = word(valued(item, mapping.device), where=mapping.device)
    if mapping.blanks:
        item = {name: _unless_blank(value, mapping.blanks) for name, value in item.items()}
    return Reading(device=device, at=None, values=item)


def _unless_blank(value: Any, blanks: frozenset[str]) -> Any:
    """The value, empty when it writes that nothing is known."""
    return "" if isinstance(value, str) and value.strip().lower() in blanks else value


def observed(
    mapping: IngestMapping, reading: Reading, *, context: Context, now: int
) -> Observation:
    """The observation a reading is; raises ``Problem`` with the value refused, and why."""
    rule = mapping.rule(reading)
    if rule is None:
        raise refused(
            f"no rule is for the device {quoted(reading.device)}",
            where="entities",
            hint="add its pattern to the mapping, then replay",
        )
    values: Mapping[str, Any] = reading.values
    if rule.bytes and reading.raw:
        values = {**values, **values_of(reading.raw, reading.port, rule.bytes)}
    at = _at(mapping, reading, values, now=now)
    attrs: dict[str, list[Instance]] = {}
    moment = written(at)
    for attribute in rule.attributes:
        instance = _instance(attribute, reading, values, mapping.timezone)
        if instance is not None:
            if attribute.path != NAME:  # nobody observes a name
                instance["observedAt"] = moment
            attrs.setdefault(context.expand(attribute.name), []).append(instance)
    if not attrs and rule.attributes:
        raise refused(
            "none of the declared values is there", where=reading.device, hint="check path"
        )
    point = _point(rule.place, reading, values)
    if point is not None:
        attrs[context.expand(LOCATION)] = [{"type": "GeoProperty", "value": point}]
    doc = {"id": _identifier(rule, reading, values), "type": [context.expand(rule.type)]}
    return Observation({**doc, "attrs": attrs}, at, reading.device, reading.counter)


def valued(values: Any, path: str) -> Any:
    """What stands at a path such as ``gps.0.lat``; ``MISSING`` when nothing does."""
    if isinstance(values, Mapping) and path in values:
        return values[path]
    for part in path.split("."):
        if isinstance(values, Mapping):
            values = values.get(part, MISSING)
        elif isinstance(values, list) and part.isascii() and part.isdecimal() and len(part) < 7:
            values = values[int(part)] if int(part) < len(values) else MISSING
        else:
            return MISSING
        if values is MISSING:
            return MISSING
    return values


def _at(mapping: IngestMapping, reading: Reading, values: Mapping[str, Any], *, now: int) -> int:
    if mapping.clock == "reception":
        return now
    if not mapping.observed:
        return now if reading.at is None else credible(reading.at, now=now, where="date")
    where = mapping.observed
    value = valued(values, where)
    if value is MISSING or value is None or value == "":
        raise refused("the date of observation is not there", where=where, hint="check observed")
    if isinstance(value, str):
        at = cells.moment(value, timezone=mapping.timezone, where=where)
    else:
        number = finite(value, where=where)  # seconds or milliseconds since 1970, by their size
        if abs(number) > LATEST:
            raise refused(f"{quoted(value)} is not a date", where=where, hint="check observed")
        at = int(number * (1_000 if number > 100_000_000_000 else 1_000_000))
    return credible(at, now=now, where=where)


def _identifier(rule: EntityRule, reading: Reading, values: Mapping[str, Any]) -> str:
    def filled(name: str) -> str:
        found: Any = reading.device if name == "device" else valued(values, name)
        return quote(word(found, where=f"id {{{name}}}"), safe="-._~:")

    made = BRACES.sub(lambda match: filled(match.group(1)), rule.id)
    if len(made) > MOST_ID:
        raise refused(f"the id has more than {MOST_ID} characters", where="id")
    return uri(made, "the id of an entity")


def _instance(
    rule: AttributeRule, reading: Reading, values: Mapping[str, Any], timezone: str
) -> Instance | None:
    raw = _own(rule.path, reading) if rule.path.startswith("@") else valued(values, rule.path)
    if raw is MISSING or raw is None or raw == "":
        if rule.required:
            raise refused("this value is required and not there", where=rule.path)
        return None
    kind = "Relationship" if rule.kind == "relationship" else "Property"
    instance: Instance = {"type": kind, "value": _value(rule, raw, timezone)}
    if rule.unit:
        instance["unitCode"] = rule.unit
    if rule.dataset:
        instance["datasetId"] = rule.dataset
    return instance


def _own(path: str, reading: Reading) -> Any:
    """A value of the envelope itself: @name, @battery, @rssi, @snr and so on."""
    found = {
        NAME: reading.name,
        "@battery": reading.battery,
        "@rssi": reading.signal.rssi,
        "@snr": reading.signal.snr,
        "@counter": reading.counter,
        "@port": reading.port,
        "@device": reading.device,
    }
    if path not in found:
        raise refused(f"{path!r} is unknown", where="path", hint=f"use {', '.join(found)}")
    return found[path]


def _value(rule: AttributeRule, raw: Any, timezone: str) -> Any:
    where = rule.path
    if rule.names:
        key = str(raw).lower() if isinstance(raw, bool) else _key(raw, where)
        if key not in rule.names:
            raise refused(
                f"{quoted(raw)} is none of the names", where=where, hint="add it to names"
            )
        return rule.names[key]
    match rule.kind:
        case "number" | "integer":
            return _number(rule, raw)
        case "boolean":
            return raw if isinstance(raw, bool) else cells.truth(_key(raw, where), where=where)
        case "date":
            return written(cells.moment(_key(raw, where), timezone=timezone, where=where))
        case _:
            return _other(rule, raw)


def _key(raw: Any, where: str) -> str:
    """A value as the text to look it up by."""
    return raw[:200] if isinstance(raw, str) else str(finite(raw, where=where))


def _other(rule: AttributeRule, raw: Any) -> Any:
    """A text, the object of a relationship, or the value as it came."""
    if rule.kind == "relationship":
        return uri(raw, f"the object of {rule.name!r}")
    if rule.kind == "any":
        return _as_it_is(raw, rule.path)
    text = raw if isinstance(raw, str) else str(finite(raw, where=rule.path))
    return text_of(text, where=rule.path)


def _number(rule: AttributeRule, raw: Any) -> float | int:
    where = rule.path
    if isinstance(raw, str):
        value = measured(raw, unit=rule.unit, where=where)
    else:
        value = finite(raw, where=where)
    if rule.scale != 1 or rule.offset:
        value = finite(value * rule.scale + rule.offset, where=where)
        value = round(value, 9 if rule.decimals is None else rule.decimals)
    elif rule.decimals is not None:
        value = round(value, rule.decimals)
    if rule.kind == "integer":
        if value != int(value):
            raise refused(f"{value} is not a whole number", where=where)
        value = int(value)
    low, high = rule.least, rule.most
    if (low is not None and value < low) or (high is not None and value > high):
        raise refused(
            f"{value} is out of bounds", where=where, hint="check the sensor, or least and most"
        )
    return value


def _as_it_is(raw: Any, where: str) -> Any:
    """A value without a declared kind: what JSON can write and read again."""
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, int | float):
        return finite(raw, where=where)
    if isinstance(raw, str):
        return text_of(raw, where=where)
    bounded(raw, where)
    for inner in _leaves(raw):
        if inner is not None and not isinstance(inner, str | bool):
            finite(inner, where=where)
    return raw


def _leaves(value: Any) -> Iterable[Any]:
    waiting = [value]
    seen = 0
    while waiting:
        item = waiting.pop()
        seen += 1
        if seen > 10_000:
            raise refused("this value has too many parts")
        if isinstance(item, Mapping):
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
        else:
            yield item


def _point(
    place: PlaceRule | None, reading: Reading, values: Mapping[str, Any]
) -> dict[str, Any] | None:
    if place is None:
        return None
    if place.fixed is not None:
        return {"type": "Point", "coordinates": list(place.fixed)}
    if place.envelope:
        if reading.place is None:
            return None
        return {"type": "Point", "coordinates": list(reading.place)}
    found = _written_point(place, values) if place.point else _two(place, values)
    return None if found is None else {"type": "Point", "coordinates": list(found)}


def _written_point(place: PlaceRule, values: Mapping[str, Any]) -> tuple[float, float] | None:
    """The place a text writes as ``48.12, -1.2``: the latitude comes first."""
    raw = valued(values, place.point)
    if raw is MISSING or raw is None or raw == "":
        return None
    parts = place_parts(raw) if isinstance(raw, str) else None
    if parts is None:
        raise refused(f"{quoted(raw)} is not a place", where=place.point, hint="write 48.12, -1.2")
    north, east = (cells.number(part, where=place.point) for part in parts)
    return _on_earth(east, north, place.point, place.point)


def _two(place: PlaceRule, values: Mapping[str, Any]) -> tuple[float, float] | None:
    found: list[float] = []
    for path in (place.longitude, place.latitude):
        raw = valued(values, path)
        if raw is MISSING or raw is None or raw == "":
            return None
        text = isinstance(raw, str)
        found.append(cells.number(raw, where=path) if text else finite(raw, where=path))
    east, north = found
    if place.system == "degrees":
        return _on_earth(east, north, place.longitude, place.latitude)
    if not (0 <= east <= 1_300_000 and 6_000_000 <= north <= 7_200_000):
        raise refused(
            f"{east}, {north} is not in Lambert-93",
            where=place.longitude,
            hint="the first is east, about 100000 to 1250000; the second north, about 6050000 up",
        )
    longitude, latitude = from_lambert93(east, north)
    return round(longitude, 7), round(latitude, 7)


def _on_earth(east: float, north: float, *paths: str) -> tuple[float, float]:
    for number, path, most in ((east, paths[0], 180), (north, paths[1], 90)):
        if abs(number) > most:
            raise refused(f"{number} is beyond {most}°", where=path, hint="use WGS 84 degrees")
    return east, north


def each(
    mapping: IngestMapping, message: Any, *, context: Context, now: int
) -> list[Observation | Problem]:
    """What becomes of each part of a message, the refusals in their place. Never raises."""
    try:
        items = items_of(mapping, message)
    except Problem as problem:
        return [problem]
    found = [one(mapping, item, context=context, now=now) for item in items]
    return [answer for answer in found if answer is not None]
