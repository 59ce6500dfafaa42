"""The policies of the types of a tenant, stored, and at hand for every request."""

from __future__ import annotations

import time
from collections.abc import Mapping

from jalons.broker.engine.policies.history import succeeded
from jalons.broker.engine.policies.policy import TypePolicy, faults, policy_of
from jalons.broker.store.port import Store

KIND = "sheet"
LASTS = 2.0


class PolicyBook:
    """The policies by tenant and type. What another process writes is seen within two seconds."""

    def __init__(self, store: Store, *, lasts: float = LASTS) -> None:
        self._store = store
        self._lasts = lasts
        self._read: dict[str, tuple[float, Mapping[str, TypePolicy]]] = {}

    def of(self, tenant: str) -> Mapping[str, TypePolicy]:
        """The policies of a tenant by expanded type, in the order they were first written."""
        now = time.monotonic()
        read = self._read.get(tenant)
        if read is None or now - read[0] > self._lasts:
            found = (policy_of(document) for document in self._store.every(tenant, KIND))
            read = (now, {policy.type: policy for policy in found})
            self._read[tenant] = read
        return read[1]

    def usable(self, tenant: str) -> Mapping[str, TypePolicy]:
        """The policies nothing is missing from."""
        return {iri: policy for iri, policy in self.of(tenant).items() if not faults(policy)}

    def keep(self, tenant: str, policy: TypePolicy, *, past_too: bool = False) -> bool:
        """Keep a policy in place of the one of its type; whether there was one.

        What was observed before stays under the former rules where they were stricter, unless
        ``past_too``.
        """
        document = self._store.get(tenant, KIND, policy.type)
        before = policy_of(document) if document is not None else None
        now = time.time_ns() // 1000
        policy = succeeded(before, policy, now=now, past_too=past_too)
        there = self._store.put(tenant, KIND, policy.type, policy.document())
        self._read.pop(tenant, None)
        return there

    def forget(self, tenant: str, iri: str) -> bool:
        """Forget the policy of a type; whether there was one."""
        there = self._store.put(tenant, KIND, iri, None)
        self._read.pop(tenant, None)
        return there
