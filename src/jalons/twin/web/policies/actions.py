"""Writes of the policies of an authority, each in its journal."""

from __future__ import annotations

import time
from typing import Any

from jalons.broker.engine.policies.history import succeeded
from jalons.broker.engine.policies.policy import TypePolicy
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


def save_policy(
    *, authority: Authority, user: Any, policy: TypePolicy, past_too: bool = False
) -> bool:
    """Store the policy of a type in place of the former one; whether anything changed.

    A wider audience applies to what comes; with ``past_too``, to past observations too.
    """
    tenant = twin_store.tenant_of(authority)
    before = twin_store.policies().of(tenant).get(policy.type)
    now = time.time_ns() // 1_000
    policy = succeeded(before, policy, now=now, past_too=past_too)
    if before == policy:
        return False
    old, new = before.document() if before else {}, policy.document()
    changed = [name for name in new if old.get(name) != new[name]]
    record(
        request_user=user,
        authority=authority,
        verb=Verb.CHANGED if before else Verb.CREATED,
        urn=Urn("twin_sheet", key_of(policy.type)),
        label=policy.name or short(policy.type),
        before={name: old[name] for name in changed} if before else None,
        after={name: new[name] for name in changed},
    )
    twin_store.policies().keep(tenant, policy, past_too=past_too)
    return True
