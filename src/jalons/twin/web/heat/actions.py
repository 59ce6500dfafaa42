"""Writing rooms, needs, meters and readings in the twin: under the sheets, in the journal."""

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
from jalons.broker.engine.policies.policy import Sheet, admitted
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.temporal.recording import row_of
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

from .measuring import hand_over
from .queries import TRASH, has_sheet

MOST_ROWS = 5_000
SECOND = 1_000_000


def confirm_sheet(*, authority: Authority, user: Any, iri: str, told: Mapping[str, Any]) -> None:
    """Keep the sheet a lead confirmed for a type, unless it has a usable one."""
    if has_sheet(authority, iri):
        return
    sheet = Sheet(
        type=iri,
        name=told["name"],
        purpose=told["purpose"],
        owner=told["owner"],
        retention_days=told["retention_days"],
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
    """Keep what a form told of an entity; its identifier.

    ``values`` are by expanded name; what is None is forgotten, what a sensor observes is left to
    it. Raises ``Problem`` when the type has no usable sheet.
    """
    told = {key: value for key, value in values.items() if not _observed(current, key)}
    identifier = current["id"] if current is not None else f"urn:ngsi-ld:{short_of(iri)}:{uuid4()}"
    fragment: Doc = {"id": identifier, "type": [iri], "attrs": entities.written(told)}
    before = {key: _told(current, key) for key in told} if current is not None else None
    if current is None:
        steps = [operations.create(fragment)]
    else:
        gone = [k for k in told if k not in fragment["attrs"] and k in current["attrs"]]
        patch = {**fragment, "type": current["type"]}
        steps = [operations.append(patch)]
        steps += [operations.delete_attribute(k, name=short(k), every=True) for k in gone]
    _write(authority, [_step(authority, identifier, each) for each in steps])
    changed = [key for key in told if before is None or before[key] != _plain(told[key])]
    if before is None or changed:
        record(
            request_user=user,
            authority=authority,
            verb=Verb.CREATED if before is None else Verb.CHANGED,
            urn=_urn(identifier),
            label=str(values.get(entities.NAME) or identifier),
            before={short(k): before[k] for k in changed} if before is not None else None,
            after={short(k): _plain(told[k]) for k in changed},
        )
    return identifier


def add_reading(
    *, authority: Authority, user: Any, meter: Doc, when: datetime, index: float
) -> None:
    """Keep the index of a meter at an instant; one read later stays the present one."""
    seen = written(int(when.timestamp()) * SECOND)
    fragment = entities.written({entities.ENERGY: index}, seen=seen)
    held: dict[str, Any] = next(iter(meter["attrs"].get(entities.ENERGY, [])), {})
    later = "observedAt" in held and micros(held["observedAt"]) > micros(seen)
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
    hand_over(authority, now=timezone.now())


def delete(*, authority: Authority, user: Any, doc: Doc) -> None:
    """Take an entity away, its history too; both wait in the trash."""
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
    hand_over(authority, now=timezone.now())


def restore(*, authority: Authority, user: Any, key: str) -> str | None:
    """Bring back what was deleted, with its history; its name, None when it was erased."""
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
    hand_over(authority, now=timezone.now())
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


def _told(doc: Doc, iri: str) -> Any:
    if iri == entities.LOCATION:
        place = entities.place_of(doc)
        return list(place) if place is not None else None
    found = doc["attrs"].get(iri, [])
    return found[0]["value"] if found else None


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value or (value if value == 0 else None)


def _urn(identifier: str) -> Urn:
    return Urn("twin_entity", key_of(identifier))
