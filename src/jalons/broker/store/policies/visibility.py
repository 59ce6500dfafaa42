"""What one audience sees of the documents of a tenant: which, how precisely, leading where."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Set

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.policies.policy import TypePolicy, coarsened, sees, together
from jalons.broker.engine.relations import targets_of, without
from jalons.broker.store.port import Store

from .book import PolicyBook

_log = logging.getLogger(__name__)


class Visibility:
    """The eyes of an audience on a store, under the policies of each tenant."""

    def __init__(self, store: Store, policies: PolicyBook, audience: str) -> None:
        self._store = store
        self._policies = policies
        self.audience = audience

    def shown(self, tenant: str, docs: Iterable[Doc]) -> list[Doc]:
        """Those of some documents this audience sees, as it sees them.

        One that cannot be blurred is left out, and logged: it does not fail those beside it.
        """
        if self.audience == "internal":
            return list(docs)
        blurred = [self._blurred(tenant, doc) for doc in docs if self.may_see(tenant, doc)]
        seen = [doc for doc in blurred if doc is not None]
        shut = self.shut(tenant, {key for doc in seen for key in targets_of(doc)})
        return [without(doc, shut) for doc in seen]

    def _blurred(self, tenant: str, doc: Doc) -> Doc | None:
        try:
            return coarsened(doc, self.policy(tenant, doc))
        except Exception:
            _log.exception("%s of %s cannot be shown outside: left out", doc["id"], tenant)
            return None

    def may_see(self, tenant: str, doc: Doc) -> bool:
        """Whether every type of an entity is visible: one that is not hides the others."""
        policies = self._policies.usable(tenant)
        return all(
            iri in policies and sees(self.audience, policies[iri].audience) for iri in doc["type"]
        )

    def policy(self, tenant: str, doc: Doc) -> TypePolicy:
        """The strictest of the policies of an entity this audience may see."""
        policies = self._policies.usable(tenant)
        return together(policies[iri] for iri in doc["type"])

    def shut(self, tenant: str, ids: Set[str]) -> frozenset[str]:
        """Those of some entities that there are and this audience may not see."""
        if self.audience == "internal" or not ids:
            return frozenset()
        there = self._store.read(tenant, sorted(ids))
        return frozenset(key for key, doc in there.items() if not self.may_see(tenant, doc))
