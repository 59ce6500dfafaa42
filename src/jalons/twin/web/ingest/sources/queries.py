"""What the screens of sources read: each source, its state, its refused messages."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jalons.broker.engine.ingest.activity import Activity, activity_of
from jalons.broker.engine.ingest.plan import Plan, plan_of
from jalons.foundation.accounts.models import Authority
from jalons.tabular.folding import fold
from jalons.twin.web.connection import twin_store
from jalons.twin.web.connection.store_trash import StoreTrash
from jalons.twin.web.labels.values import moment

TRASH = StoreTrash(
    "source-deleted",
    key_of=lambda gone: str(gone["key"]),
    name_of=lambda gone: str(gone["source"].get("name") or gone["key"]),
)
SILENT = 86_400 * 1_000_000
TOKEN_NAME = 12  # of its SHA-256: enough to distinguish tokens, nothing of the secret


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source as a page shows it, without any secret.

    ``document`` has neither tokens nor password; ``tokens`` are (name, device, date).
    """

    key: str
    name: str
    way: str
    enabled: bool
    plan: Plan
    document: Mapping[str, Any]
    tokens: tuple[tuple[str, str, str], ...] = ()
    state: Mapping[str, Any] = field(default_factory=dict)
    activity: Activity = field(default_factory=Activity)
    letters: int = 0

    @property
    def day(self) -> tuple[int, int]:
        """How much came and was refused in the last 24 hours."""
        return self.activity.day(now=_now())

    @property
    def silent(self) -> bool:
        """Whether an active source sent something once and nothing for a day."""
        listens = self.enabled and self.way != "file"
        return listens and 0 < self.activity.last < _now() - SILENT

    @property
    def begins(self) -> bool:
        """Whether its connection is not known yet."""
        return self.enabled and self.way in ("mqtt", "pull") and "connected" not in self.state

    @property
    def since(self) -> str:
        """Since when it is connected, or when its address last answered, in words."""
        return moment(int(self.state["since"])) if self.state.get("since") else ""

    @property
    def last(self) -> str:
        return moment(self.activity.last or None)


def _now() -> int:
    return time.time_ns() // 1_000


def source_lines(authority: Authority) -> list[SourceLine]:
    """The sources of an authority: those that send or are polled first, by name."""
    from jalons.broker.server.ingest import sources

    store, tenant = twin_store.store(), twin_store.tenant_of(authority)
    states = {each["key"]: each for each in store.every(tenant, sources.STATE)}
    activity = {each["key"]: each for each in store.every(tenant, sources.ACTIVITY)}
    letters = letter_counts(authority)
    found = [
        _line(each, states.get(each["key"]), activity.get(each["key"]), letters[each["key"]])
        for each in store.every(tenant, sources.KIND)
    ]
    return sorted(found, key=lambda line: (line.way == "file", line.name.lower()))


def source_line(authority: Authority, key: str) -> SourceLine | None:
    """One source, None when no source has this key."""
    return next((line for line in source_lines(authority) if line.key == key), None)


def _line(
    document: Mapping[str, Any],
    state: Mapping[str, Any] | None,
    activity: Mapping[str, Any] | None,
    letters: int,
) -> SourceLine:
    shown = {name: value for name, value in document.items() if name != "tokens"}
    if isinstance(shown.get("mqtt"), Mapping):
        shown["mqtt"] = {k: v for k, v in shown["mqtt"].items() if k != "password"}
    tokens = tuple(
        (str(each["hash"])[:TOKEN_NAME], str(each.get("device", "")), str(each.get("at", "")))
        for each in document.get("tokens", [])
    )
    key = str(document["key"])
    plan = document.get("plan")
    return SourceLine(
        key=key,
        name=str(document.get("name") or key),
        way=str(document.get("way", "")),
        enabled=document.get("enabled", True) is True,
        plan=plan_of(plan) if isinstance(plan, Mapping) else Plan(),
        document=shown,
        tokens=tokens,
        state=state or {},
        activity=activity_of(activity),
        letters=letters,
    )


def letter_counts(authority: Authority) -> Counter[str]:
    """How many refused messages wait, by source."""
    found = twin_store.store().every(twin_store.tenant_of(authority), "dead")
    return Counter(
        str(each["source"]) for batch in found for each in batch["letters"] if each is not None
    )


def source_key(authority: Authority, name: str) -> str:
    """A key no source has yet."""
    from jalons.broker.server.ingest import sources

    store, tenant = twin_store.store(), twin_store.tenant_of(authority)
    base = "-".join(fold(name.rpartition(".")[0] or name).split())
    base = base[:50].strip("-") or "source"
    taken = {str(each["key"]) for each in store.every(tenant, sources.KIND)}
    taken |= {each.key for each in TRASH.waiting(authority)}
    numbers = range(2, len(taken) + 3)
    return next(k for k in (base, *(f"{base}-{n}" for n in numbers)) if k not in taken)
