"""Retention: the history of each entity made shorter and coarser, as the rules of its types say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.operations import Effect
from jalons.broker.engine.policies.policy import TypePolicy
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.engine.query.tree import TYPE, Compare
from jalons.broker.engine.temporal.request import HistoryQuery, Row, Series
from jalons.broker.engine.temporal.retention import RetentionRule, coarser, strictest
from jalons.broker.store.paging import walked
from jalons.broker.store.port import Erase, HistoryChange, Step, Store

EVERY_TYPE = "*"
KIND = "tidied"
TOGETHER = 200
READ_TOGETHER = 1_000


@dataclass(slots=True)
class Tidied:
    """What was done: entities seen, rows that went for coarser ones, months dropped."""

    entities: int = 0
    condensed: int = 0
    months: int = 0


def tidy(store: Store, tenant: str, rules: Mapping[str, RetentionRule], *, now: int) -> Tidied:
    """Apply rules by expanded type (``*``: types without one) to the history of a tenant.

    Safe to run again at any moment: what is tidy stays.
    """
    done = Tidied()
    if not rules:
        return done
    for docs in batches(store, tenant, types=None if EVERY_TYPE in rules else tuple(rules)):
        steps: list[Step] = []
        for doc in docs:
            rule = _rule(doc, rules)
            if rule is not None:
                done.entities += 1
                changes, fewer = _changes(store, tenant, doc["id"], rule, now=now)
                steps += [_step(doc["id"], change) for change in changes]
                done.condensed += fewer
        for start in range(0, len(steps), TOGETHER):  # short writes: others wait behind them
            store.write(tenant, steps[start : start + TOGETHER], now=now)
    done.months = store.drop_empty_months(before=now)
    return done


def promised(policies: Mapping[str, TypePolicy]) -> dict[str, RetentionRule]:
    """The rules policies promise, by expanded type."""
    return {
        iri: RetentionRule(keep_days=policy.retention_days)
        for iri, policy in policies.items()
        if policy.retention_days
    }


def tidy_promised(
    store: Store, tenant: str, policies: Mapping[str, TypePolicy], *, now: int
) -> Tidied:
    """Apply the retention the policies of a tenant promise, and record when, by type."""
    rules = promised(policies)
    done = tidy(store, tenant, rules, now=now)
    if rules:
        store.put(tenant, KIND, KIND, {"at": now, "types": sorted(rules)})
    return done


def drop_agreed(store: Store, policies: Mapping[str, Mapping[str, TypePolicy]], *, now: int) -> int:
    """Drop the months that every type of every tenant promised to erase; returns how many.

    One type that promises nothing keeps them all: rows are then erased one by one.
    """
    oldest: list[int] = []
    for tenant in store.tenants():
        rules = promised(policies.get(tenant, {}))
        for kind in store.types(tenant):
            limit = rules[kind.iri].oldest(now) if kind.iri in rules else None
            if limit is None:
                return 0
            oldest.append(limit)
    return store.drop_months(before=min(oldest)) if oldest else 0


def last_tidied(store: Store, tenant: str, iri: str) -> int | None:
    """The instant (µs) the promise of a type was last applied, None when it never was."""
    found = store.get(tenant, KIND, KIND) or {}
    return int(found["at"]) if iri in found.get("types", ()) else None


def batches(
    store: Store, tenant: str, *, types: tuple[str, ...] | None = None
) -> Iterator[list[Doc]]:
    """Every entity of a tenant (of some types), in the order they were created."""
    where = Compare(TYPE, "==", types) if types is not None else None
    if types != ():
        for page in walked(
            partial(store.query, tenant), EntityQuery(where=where), size=READ_TOGETHER
        ):
            yield page.docs


def _rule(doc: Doc, rules: Mapping[str, RetentionRule]) -> RetentionRule | None:
    found = [rules[kind] for kind in doc["type"] if kind in rules]
    return strictest(found) if found else rules.get(EVERY_TYPE)


def _changes(
    store: Store, tenant: str, entity: str, rule: RetentionRule, *, now: int
) -> tuple[list[HistoryChange], int]:
    """The changes of history an entity needs, and how many rows become coarser ones."""
    changes, fewer = [], 0
    oldest = rule.oldest(now)
    if oldest is not None:
        changes.append(HistoryChange(erase=Erase(before=oldest)))
    cut = rule.coarse(now)
    if cut is None:
        return changes, fewer
    query = HistoryQuery((entity,), time="stamp", start=oldest, end=cut)
    for series in store.history(tenant, query):
        wanted = coarser(series.rows, rule, now=now)
        change = _change(series, wanted)
        if change is not None:
            changes.append(change)
            fewer += len(series.rows) - len(wanted)
    return changes, fewer


def _step(entity: str, change: HistoryChange) -> Step:
    def same(doc: Doc | None, _: str) -> Effect:
        return Effect(doc, doc)

    return Step(entity, same, change)


def _change(series: Series, wanted: list[Row]) -> HistoryChange | None:
    """From the first row that changes: what to erase, and the rows in its place."""
    rows = series.rows
    same = next(
        (n for n, (one, other) in enumerate(zip(rows, wanted, strict=False)) if one != other),
        min(len(rows), len(wanted)),
    )
    if same == len(rows) == len(wanted):
        return None
    since = min(row.stamp for row in (*rows[same:], *wanted[same:]))
    last = rows[-1].stamp
    erase = Erase(series.attr, series.dataset, every_dataset=False, since=since, before=last + 1)
    fresh = [row._replace(instance="") for row in wanted if row.stamp >= since]
    return HistoryChange(tuple(fresh), erase)
