"""Writes of rooms, needs, meters and readings, under the policies and in the journal."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from jalons.broker.engine import operations
from jalons.broker.engine.entities import Doc
from jalons.broker.engine.instants import micros, written
from jalons.broker.engine.policies.policy import TypePolicy, admitted
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.temporal.history_rows import row_of
from jalons.broker.engine.temporal.request import HistoryQuery, Row
from jalons.broker.store.port import HistoryChange, Step
from jalons.foundation.accounts.models import Authority
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.kernel import Urn
from jalons.twin.engine.heat import entities
from jalons.twin.web.connection import twin_store
from jalons.twin.web.labels.values import short
from jalons.twin.web.observations.queries import key_of
from jalons.twin.web.policies.actions import save_policy

from .indicators import publish
from .queries import TRASH, has_policy

MOST_ROWS = 5_000
SECOND = 1_000_000


def confirm_policy(*, authority: Authority, user: Any, iri: str, values: Mapping[str, Any]) -> None:
    """Store the policy a lead confirmed for a type, unless there is a usable one."""
    if has_policy(authority, iri):
        return
    sheet = TypePolicy(
        type=iri,
        name=values["name"],
        purpose=values["purpose"],
        owner=values["owner"],
        retention_days=values["retention_days"],
        legal_basis="not_personal",
        audience="internal",
    )
    save_policy(authority=authority, user=user, policy=sheet)


def save(
    *,
    authority: Authority,
    user: Any,
    iri: str,
    values: Mapping[str, Any],
    current: Doc | None = None,
) -> str:
    """Store the values of an entity; returns its identifier.

    ``values`` are by expanded name; a None removes the attribute, a value observed by a sensor is
    unchanged. Raises ``Problem`` when the type has no usable policy.
    """
    declared = {key: value for key, value in values.items() if not _observed(current, key)}
    identifier = current["id"] if current is not None else f"urn:ngsi-ld:{short_of(iri)}:{uuid4()}"
    fragment: Doc = {"id": identifier, "type": [iri], "attrs": entities.written(declared)}
    before = {key: _stored(current, key) for key in declared} if current is not None else None
    if current is None:
        steps = [operations.create(fragment)]
    else:
        gone = [k for k in declared if k not in fragment["attrs"] and k in current["attrs"]]
        patch = {**fragment, "type": current["type"]}
        steps = [operations.append(patch)]
        steps += [operations.delete_attribute(k, name=short(k), every=True) for k in gone]
    _write(authority, [_step(authority, identifier, step) for step in steps])
    changed = [k for k in declared if before is None or before[k] != _plain(declared[k])]
    if before is None or changed:
        record(
            request_user=user,
            authority=authority,
            verb=Verb.CREATED if before is None else Verb.CHANGED,
            urn=_urn(identifier),
            label=str(values.get(entities.NAME) or identifier),
            before={short(k): before[k] for k in changed} if before is not None else None,
            after={short(k): _plain(declared[k]) for k in changed},
        )
    return identifier


def add_reading(
    *, authority: Authority, user: Any, meter: Doc, when: datetime, index: float
) -> None:
    """Store the index of a meter at an instant; a later reading stays the present one."""
    seen = written(int(when.timestamp()) * SECOND)
    fragment = entities.written({entities.ENERGY: index}, seen=seen)
    present: dict[str, Any] = next(iter(meter["attrs"].get(entities.ENERGY, [])), {})
    later = "observedAt" in present and micros(present["observedAt"]) > micros(seen)
    attrs = {} if later else fragment
    now = written(time.time_ns() // 1_000)
    instance = {**fragment[entities.ENERGY][0], "createdAt": now, "modifiedAt": now}
    change = HistoryChange(rows=(row_of(entities.ENERGY, instance),))
    operation = operations.append({"id": meter["id"], "type": meter["type"], "attrs": attrs})
    _write(authority, [_step(authority, meter["id"], operation, change)])
    record(
        request_user=user,
        authority=authority,
        verb=Verb.CHANGED,
        urn=_urn(meter["id"]),
        label=entities.name_of(meter),
        after={"heatEnergy": index, "observedAt": seen},
    )
    publish(authority, now=timezone.now())


def delete(*, authority: Authority, user: Any, doc: Doc) -> None:
    """Delete an entity and its history; both stay in the trash for a while."""
    tenant, store = twin_store.tenant_of(authority), twin_store.store()
    series = store.history(tenant, HistoryQuery((doc["id"],), time="stamp", last=MOST_ROWS))
    rows = [row._asdict() for each in series for row in each.rows]
    TRASH.put(authority, {"doc": doc, "rows": rows[-MOST_ROWS:]})
    _write(authority, [Step(doc["id"], operations.delete())])
    record(
        request_user=user,
        authority=authority,
        verb=Verb.DELETED,
        urn=_urn(doc["id"]),
        label=entities.name_of(doc),
    )
    publish(authority, now=timezone.now())


def restore(*, authority: Authority, user: Any, key: str) -> str | None:
    """Restore an entity with its history; returns its name, None when it was erased."""
    gone = TRASH.get(authority, key)
    if gone is None:
        return None
    doc = {k: v for k, v in gone["doc"].items() if k not in ("createdAt", "modifiedAt")}
    rows = tuple(Row(**{**row, "instance": ""}) for row in gone["rows"])
    change = HistoryChange(rows=rows)
    _write(authority, [_step(authority, doc["id"], operations.create(doc), change)])
    TRASH.take_out(authority, key)
    name = entities.name_of(doc)
    record(
        request_user=user,
        authority=authority,
        verb=Verb.RESTORED,
        urn=_urn(doc["id"]),
        label=name,
    )
    publish(authority, now=timezone.now())
    return name


def short_of(iri: str) -> str:
    """The last word of the name of a type: ``ServerRoom``."""
    return iri.rpartition(":")[2]


def _step(
    authority: Authority,
    identifier: str,
    operation: operations.Operation,
    history: HistoryChange | None = None,
) -> Step:
    known = twin_store.policies().usable(twin_store.tenant_of(authority))
    return Step(identifier, admitted(operation, known), history)


def _write(authority: Authority, steps: list[Step]) -> None:
    now = time.time_ns() // 1_000
    for answer in twin_store.store().write(twin_store.tenant_of(authority), steps, now=now):
        if isinstance(answer, Problem):
            raise answer


def _observed(doc: Doc | None, iri: str) -> bool:
    return doc is not None and entities.observed(doc, iri)


def _stored(doc: Doc, iri: str) -> Any:
    if iri == entities.LOCATION:
        place = entities.place_of(doc)
        return list(place) if place is not None else None
    found = doc["attrs"].get(iri, [])
    return found[0]["value"] if found else None


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value or (value if value == 0 else None)


def _urn(identifier: str) -> Urn:
    return Urn("twin_entity", key_of(identifier))
