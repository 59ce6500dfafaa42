"""Writing the sheets of an authority, each change in its journal."""

from __future__ import annotations

import time
from typing import Any

from jalons.broker.engine import operations
from jalons.broker.engine.policies.history import succeeded
from jalons.broker.engine.policies.policy import TypePolicy
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.store.contexts import core
from jalons.broker.store.port import Step
from jalons.foundation.accounts.models import Authority
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.kernel import Urn

from . import opening
from .ingest import actions as _jobs  # noqa: F401  declared here, where workers look
from .ingest import brought
from .queries import key_of
from .saying import short

TOGETHER = 1_000


def expanded(name: str) -> str:
    """The expanded name of a type typed by a person: a short word, or an address as it is."""
    return core().expand(name.strip())


def erase(*, authority: Authority) -> int:
    """Erase what the twin keeps of an authority that goes: how many entities went, history too."""
    store, tenant = opening.store(), opening.tenant_of(authority)
    erased = 0
    while page := store.query(tenant, EntityQuery(limit=TOGETHER)).docs:
        steps = [Step(doc["id"], operations.delete()) for doc in page]
        store.write(tenant, steps, now=time.time_ns() // 1_000)
        erased += len(page)
    for each in brought.every(authority):
        brought.forget(authority, each)
    for kind, key, _ in store.documents(tenant):
        store.put(tenant, kind, key, None)
    return erased


def keep_sheet(
    *, authority: Authority, user: Any, sheet: TypePolicy, past_too: bool = False
) -> bool:
    """Keep a sheet in place of the one of its type; whether anything changed.

    A sheet that shows more than before does so for what comes, and with ``past_too`` for what was
    observed before.
    """
    tenant = opening.tenant_of(authority)
    before = opening.sheets().of(tenant).get(sheet.type)
    now = time.time_ns() // 1_000
    sheet = succeeded(before, sheet, now=now, past_too=past_too)
    if before == sheet:
        return False
    old, new = before.document() if before else {}, sheet.document()
    changed = [name for name in new if old.get(name) != new[name]]
    record(
        request_user=user,
        authority=authority,
        verb=Verb.CHANGED if before else Verb.CREATED,
        urn=Urn("twin_sheet", key_of(sheet.type)),
        label=sheet.name or short(sheet.type),
        before={name: old[name] for name in changed} if before else None,
        after={name: new[name] for name in changed},
    )
    opening.sheets().keep(tenant, sheet, past_too=past_too)
    return True
