"""What one group commit does inside its transaction, the same for both databases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Protocol

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.temporal.request import Row

from .group import Job
from .port import Answer, Erase, Note, Watcher
from .steps import Applied, apply


class Writer(Protocol):
    """The tables as a transaction that writes sees them; each method is one of its movements."""

    def tenant(self, name: str) -> int:
        """The number of a tenant, created if it is new."""
        ...

    def load(self, tenant: int, ids: Sequence[str]) -> dict[str, tuple[int, Doc]]:
        """The documents there are among ``ids``, each with its number, locked."""
        ...

    def save(
        self, tenant: int, changes: Iterable[tuple[int | None, Doc | None, Doc | None]]
    ) -> None:
        """Put documents in place: (number or None, before, after) of each entity touched."""
        ...

    def forget(self, tenant: int, entity: str, erase: Erase) -> int:
        """Remove history of an entity; returns how many rows went."""
        ...

    def remember(
        self, tenant: int, rows: Sequence[tuple[str, Row]], *, new: Collection[str]
    ) -> None:
        """Add rows to the history of entities: (entity, row); those that are new have none yet."""
        ...

    def owe(self, tenant: int, notes: Iterable[Note]) -> None:
        """Write down notifications to deliver."""
        ...


def answers(group: Sequence[Job], writer: Writer, watcher: Watcher | None) -> list[Any]:
    """The answers of jobs, in order: steps of a tenant that follow each other go together."""
    found: list[Any] = []
    position = 0
    while position < len(group):
        job = group[position]
        if job.work is not None:
            found.append(job.work(writer))
            position += 1
            continue
        end = position
        while end < len(group) and group[end].work is None and group[end].tenant == job.tenant:
            end += 1
        found += _steps(job.tenant, group[position:end], writer, watcher)
        position = end
    return found


def _steps(
    tenant: str, jobs: Sequence[Job], writer: Writer, watcher: Watcher | None
) -> list[list[Answer]]:
    number = writer.tenant(tenant)
    ids = list(dict.fromkeys(step.entity for job in jobs for step in job.steps))
    loaded = writer.load(number, ids)
    applied: Applied = apply(
        [(step, job.now) for job in jobs for step in job.steps],
        {key: doc for key, (_, doc) in loaded.items()},
    )
    writer.save(
        number,
        [
            (loaded[key][0] if key in loaded else None, before, after)
            for key, (before, after) in applied.touched.items()
        ],
    )
    for entity, erase in applied.erased:
        writer.forget(number, entity, erase)
    writer.remember(number, applied.rows, new=applied.touched.keys() - loaded.keys())
    if watcher is not None:
        writer.owe(number, watcher(tenant, applied.effects))
    each = iter(applied.answers)
    return [[next(each) for _ in job.steps] for job in jobs]
