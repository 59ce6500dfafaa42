"""The ethical guarantee: what a type of entity is for, who may see it, and how precisely.

A **policy** is the answer to "which sensors, what for?": one a type, written by the authority.
Without it the broker refuses the type; with it, it hides and blurs what the policy says. Nothing
personal is ever open to everybody.
Source for the legal bases: GDPR, article 6(1); legitimate interest is left out because it does not
apply to the tasks of public authorities (last sentence of the same paragraph).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from math import cos, floor, radians
from typing import Any, Literal

from jalons.broker.engine.bounds import MOST_DEEP
from jalons.broker.engine.entities import Doc, Instance
from jalons.broker.engine.geometry import is_geometry
from jalons.broker.engine.instants import FIRST, micros, written
from jalons.broker.engine.operations import Effect, Operation
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.temporal.request import Points, Row, Series

Audience = Literal["open", "partners", "internal"]
AUDIENCES: tuple[Audience, ...] = ("open", "partners", "internal")
BASES = ("public_task", "legal_obligation", "consent", "contract", "vital", "not_personal")
METRES_PER_DEGREE = 111_320.0
LONGEST_RETENTION = 36_500
COARSEST_METRES = 50_000
COARSEST_SECONDS = 31 * 86_400
SECOND = 1_000_000
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:[Zz]|[+-]\d\d:?\d\d)?", re.ASCII
)
_END = re.compile(r"[/#:]")
DATES = ("createdAt", "modifiedAt", "observedAt", "deletedAt", "expiresAt")
NAMING = frozenset(
    {
        "name", "alternateName", "givenName", "familyName", "additionalName", "owner", "email",
        "telephone", "address", "contactPoint", "description", "birthDate",
        "vehiclePlateIdentifier", "seeAlso", "image",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Era:
    """A former rule of a policy, for what was observed before ``until`` (µs); see ``history``."""

    until: int
    audience: Audience
    personal: bool = False
    position_metres: int = 0
    time_seconds: int = 0
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TypePolicy:
    """What is declared of a type of entity: purpose, legal basis, who answers for it, what shows.

    ``position_metres`` and ``time_seconds`` blur what leaves the authority (0: as it is);
    ``hidden`` lists expanded names of attributes that never leave it; ``retention_days`` is a
    promise; ``past`` lists the stricter rules of what was observed before.
    """

    type: str
    name: str = ""
    purpose: str = ""
    legal_basis: str = ""
    owner: str = ""
    retention_days: int = 0
    audience: Audience = "internal"
    personal: bool = False
    position_metres: int = 0
    time_seconds: int = 0
    hidden: tuple[str, ...] = ()
    past: tuple[Era, ...] = ()

    @property
    def blurs(self) -> bool:
        """Whether what leaves the authority is less than what it keeps."""
        return bool(self.personal or self.position_metres or self.time_seconds or self.hidden)

    def document(self) -> dict[str, Any]:
        """The policy as JSON, to store."""
        past = [{**asdict(era), "hidden": list(era.hidden)} for era in self.past]
        return {**asdict(self), "hidden": list(self.hidden), "past": past}


@dataclass(frozen=True, slots=True)
class Fault:
    """What a policy lacks or contradicts: the field, and the key of the reason."""

    field: str
    reason: str


def policy_of(document: Mapping[str, Any]) -> TypePolicy:
    """The policy of a stored document; members of later versions are ignored."""
    known = {field.name for field in fields(TypePolicy)}
    retained = {name: value for name, value in document.items() if name in known}
    past = tuple(Era(**{**era, "hidden": tuple(era["hidden"])}) for era in retained.get("past", ()))
    return TypePolicy(**{**retained, "hidden": tuple(retained.get("hidden", ())), "past": past})


def faults(policy: TypePolicy) -> list[Fault]:
    """What is missing or wrong in a policy, in the order of its fields; empty when usable."""
    found = [
        Fault(name, "missing")
        for name in ("type", "name", "purpose", "owner")
        if not _said(policy, name)
    ]
    if policy.legal_basis not in BASES:
        found.append(Fault("legal_basis", "missing"))
    elif policy.personal == (policy.legal_basis == "not_personal"):
        found.append(Fault("legal_basis", "contradicts"))
    if not 1 <= policy.retention_days <= LONGEST_RETENTION:
        found.append(Fault("retention_days", "missing"))
    if policy.audience not in AUDIENCES:
        found.append(Fault("audience", "missing"))
    elif policy.personal and policy.audience == "open":
        found.append(Fault("audience", "personal_open"))
    if not 0 <= policy.position_metres <= COARSEST_METRES:
        found.append(Fault("position_metres", "range"))
    if not 0 <= policy.time_seconds <= COARSEST_SECONDS:
        found.append(Fault("time_seconds", "range"))
    return found


def _said(policy: TypePolicy, name: str) -> bool:
    return bool(str(getattr(policy, name)).strip())


def sees(audience: str, shown_to: str) -> bool:
    """Whether a caller of an audience sees what is shown to another: open < partners < internal."""
    if audience not in AUDIENCES or shown_to not in AUDIENCES:
        return False
    return AUDIENCES.index(audience) >= AUDIENCES.index(shown_to)


def visible(policies: Iterable[TypePolicy], audience: str) -> frozenset[str] | None:
    """The expanded types an audience may see; None for the authority itself, which sees all."""
    if audience == "internal":
        return None
    return frozenset(
        policy.type for policy in policies if sees(audience, policy.audience) and not faults(policy)
    )


def admitted(operation: Operation, known: Mapping[str, TypePolicy]) -> Operation:
    """The operation, refused when it would leave an entity of a type without a usable policy.

    It may not take a type away so that what the entity was shows more than that type let: its
    history stays with it.
    """

    def apply(current: Doc | None, now: str) -> Effect:
        effect = operation(current, now)
        for iri in effect.after["type"] if effect.after is not None else ():
            if iri not in known:
                raise Problem(
                    "Forbidden",
                    f"the type {iri} has no sheet that says its purpose, legal basis, owner,"
                    " retention and audience: write it first, on the page of sheets of the twin or"
                    f" with `jalons twin sheets example {iri}`, then `jalons twin sheets import`",
                )
        if current is not None and effect.after is not None:
            _still_guarded(current["type"], effect.after["type"], known)
        return effect

    return apply


def _still_guarded(before: list[str], after: list[str], known: Mapping[str, TypePolicy]) -> None:
    if set(before) <= set(after):
        return
    former = together(known.get(iri, TypePolicy(type=iri)) for iri in before)
    left = together(known[iri] for iri in after)
    if (
        AUDIENCES.index(left.audience) < AUDIENCES.index(former.audience)
        or left.personal < former.personal
        or left.position_metres < former.position_metres
        or left.time_seconds < former.time_seconds
        or not set(former.hidden) <= set(left.hidden)
    ):
        raise Problem(
            "Forbidden",
            "the history of this entity would show more than the sheet of its former type lets:"
            " delete the entity, then create it with its new type",
        )


def together(policies: Iterable[TypePolicy]) -> TypePolicy:
    """The strictest of the policies of one entity of several types; there is one at least."""
    found = list(policies)
    return TypePolicy(
        type=found[0].type,
        audience=max((policy.audience for policy in found), key=AUDIENCES.index),
        personal=any(policy.personal for policy in found),
        position_metres=max(policy.position_metres for policy in found),
        time_seconds=max(policy.time_seconds for policy in found),
        hidden=tuple(sorted({name for policy in found for name in policy.hidden})),
        past=tuple(era for policy in found for era in policy.past),
    )


def coarsened(doc: Doc, policy: TypePolicy) -> Doc:
    """The entity as it may leave the authority: positions on a grid, instants cut, names dropped.

    A geometry other than a point becomes the point of the grid nearest to the middle of its bounds.
    """
    if not policy.blurs:
        return doc
    attrs = {}
    for iri, instances in doc["attrs"].items():
        if retained := _instances(iri, instances, policy):
            attrs[iri] = retained
    return {**_dated(doc, policy), "attrs": attrs}


def coarsened_series(series: Series, policy: TypePolicy) -> Series | None:
    """The history of one attribute as it may leave the authority; None when nothing of it may."""
    if not policy.blurs:
        return series
    rows = tuple(row for row in (_row(row, policy) for row in series.rows) if row is not None)
    return Series(series.entity, series.attr, series.dataset, rows) if rows else None


def coarsened_points(points: Points, policy: TypePolicy) -> Points | None:
    """The instants and values of one attribute as they may leave the authority, or None."""
    if not policy.blurs:
        return points
    retained = [
        _instances(points.attr, [{"type": points.kind, "value": v}], policy) for v in points.values
    ]
    if not all(retained):
        return None
    return replace(
        points,
        stamps=[_cut(stamp, policy) for stamp in points.stamps],
        values=[instances[0]["value"] for instances in retained],
    )


def _row(row: Row, policy: TypePolicy) -> Row | None:
    rest = row.rest or {}
    instance: Instance = {"type": "Property", **rest, "value": row.value}
    retained = _instances(row.attr, [instance], policy)
    if not retained:
        return None
    value = retained[0].pop("value")
    if "type" not in rest:
        del retained[0]["type"]
    return row._replace(
        stamp=_cut(row.stamp, policy),
        observed=None if row.observed is None else _cut(row.observed, policy),
        created=_cut(row.created, policy),
        modified=_cut(row.modified, policy),
        deleted=None if row.deleted is None else _cut(row.deleted, policy),
        value=value,
        rest=retained[0] or None,
    )


def _instances(iri: str, instances: list[Instance], policy: TypePolicy) -> list[Instance]:
    if iri in policy.hidden or (policy.personal and named(iri)):
        return []
    return [
        _instance(instance, policy)
        for instance in instances
        if not (policy.personal and instance.get("type") in ("Relationship", "ListRelationship"))
    ]


def named(iri: str) -> bool:
    """Whether an attribute, by the end of its expanded name, usually names a person."""
    return _END.split(iri)[-1] in NAMING


def _instance(instance: Instance, policy: TypePolicy) -> Instance:
    blurred = _dated(instance, policy)
    blurred.pop("previous", None)  # what it was before a change, exactly
    value = blurred.get("value")
    if instance.get("type") == "GeoProperty" and policy.position_metres and isinstance(value, dict):
        blurred["value"] = snapped(value, policy.position_metres)
    elif "value" in blurred:
        blurred["value"] = _value(value, policy, 0)
    if "subs" in instance:
        subs = {
            iri: retained
            for iri, inner in instance["subs"].items()
            if (retained := _instances(iri, inner, policy))
        }
        blurred.pop("subs")
        if subs:
            blurred["subs"] = subs
    return blurred


def _value(value: Any, policy: TypePolicy, depth: int) -> Any:
    """A value whose instants are cut and geometries snapped; nothing of what is too deep to be."""
    if depth > MOST_DEEP:
        return None
    if isinstance(value, dict):
        if policy.position_metres and is_geometry(value):
            return _snapped(value, policy.position_metres)
        return {name: _value(item, policy, depth + 1) for name, item in value.items()}
    if isinstance(value, list):
        return [_value(item, policy, depth + 1) for item in value]
    if isinstance(value, str) and policy.time_seconds:
        return _INSTANT.sub(lambda found: _cut_text(found[0], policy), value)
    return value


def _cut_text(text: str, policy: TypePolicy) -> str:
    try:
        return written(_cut(micros(text), policy))
    except Problem:
        return text


def _snapped(value: dict[str, Any], metres: float) -> dict[str, Any] | None:
    """As ``snapped``; None for what only looks like a geometry: nothing checked it."""
    try:
        return snapped(value, metres)
    except (KeyError, TypeError, ValueError, IndexError):
        return None


def _dated(thing: dict[str, Any], policy: TypePolicy) -> dict[str, Any]:
    if not policy.time_seconds:
        return dict(thing)
    return {
        name: written(_cut(micros(value), policy)) if name in DATES else value
        for name, value in thing.items()
    }


def shown_from(stamp: int | None, seconds: int) -> int | None:
    """The bound of stored instants for a bound of those shown: the next step at or after it."""
    step = seconds * SECOND
    return stamp if stamp is None or not step else -(-stamp // step) * step


def _cut(stamp: int, policy: TypePolicy) -> int:
    step = policy.time_seconds * SECOND
    return max(stamp - stamp % step, FIRST) if step else stamp


def snapped(geometry: Mapping[str, Any], metres: float) -> dict[str, Any]:
    """The centre, a GeoJSON point, of the square of a grid of ``metres`` where a geometry lies."""
    return {"type": "Point", "coordinates": list(cell(*middle(geometry), metres))}


def middle(geometry: Mapping[str, Any]) -> tuple[float, float]:
    """The longitude and latitude of the middle of the bounds of a GeoJSON geometry."""
    places = list(_places(geometry))
    west, east = min(x for x, _ in places), max(x for x, _ in places)
    south, north = min(y for _, y in places), max(y for _, y in places)
    return (west + east) / 2, (south + north) / 2


def cell(lon: float, lat: float, metres: float) -> tuple[float, float]:
    """The centre (longitude, latitude) of the square of ``metres`` around a place.

    Rows are counted from the equator; the width of a square is that of the middle of its row, so
    that a place always gives the same centre, and a centre itself.
    """
    tall = metres / METRES_PER_DEGREE
    middle = (floor(lat / tall) + 0.5) * tall
    wide = tall / max(cos(radians(middle)), 0.01)
    across = (floor(lon / wide) + 0.5) * wide
    return round(min(max(across, -180.0), 180.0), 6), round(min(max(middle, -90.0), 90.0), 6)


def _places(geometry: Mapping[str, Any]) -> Iterable[tuple[float, float]]:
    if geometry.get("type") == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from _places(part)
        return
    stack = [geometry["coordinates"]]
    while stack:
        item = stack.pop()
        if item and isinstance(item[0], int | float):
            yield float(item[0]), float(item[1])
        else:
            stack.extend(item)
