"""Writing the sheets of an authority, each change in its journal."""

from __future__ import annotations

import time
from typing import Any

from jalons.broker.engine.policies.history import succeeded
from jalons.broker.engine.policies.policy import Sheet
from jalons.broker.store.contexts import core
from jalons.foundation.accounts.models import Authority
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.kernel import Urn
from jalons.twin.web.connection import twin_store
from jalons.twin.web.labels.values import short
from jalons.twin.web.observations.queries import key_of


def expanded(name: str) -> str:
    """The expanded name of a type typed by a person: a short word, or an address as it is."""
    return core().expand(name.strip())


def keep_sheet(*, authority: Authority, user: Any, sheet: Sheet, past_too: bool = False) -> bool:
    """Keep a sheet in place of the one of its type; whether anything changed.

    A sheet that shows more than before does so for what comes, and with ``past_too`` for what was
    observed before.
    """
    tenant = twin_store.tenant_of(authority)
    before = twin_store.sheets().of(tenant).get(sheet.type)
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
    twin_store.sheets().keep(tenant, sheet, past_too=past_too)
    return True
