"""Rules judged on what a store holds: entities read once for all the rules that watch the same.

A look reads entities by the page and keeps only what matters: those in breach, and those an alert
follows. What it reads is bounded; it says when the bound was met.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.query.language import parsed
from jalons.broker.engine.query.request import EntityQuery, selects
from jalons.broker.engine.query.tree import TYPE, Compare, conjunction
from jalons.broker.engine.temporal.request import HistoryQuery, Points
from jalons.broker.store.contexts import core
from jalons.broker.store.port import Store
from jalons.twin.engine.alerts.latest_values import Watched, watched
from jalons.twin.engine.alerts.rule import Rule, Threshold
from jalons.twin.engine.alerts.rule_evaluation import Finding, judge, needs_points

TOGETHER = 1_000
HISTORIES = 100
MOST_READ = 20_000
MOST_FOUND = 500
Selection = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule to judge, and the entities whose alerts it follows whatever it finds."""

    rule: Rule
    followed: frozenset[str] = frozenset()


@dataclass(slots=True)
class Look:
    """What a rule found: how many entities it watched, those nobody can tell about, its findings.

    ``findings`` are those in breach and those followed, by entity; ``names`` what the former are
    called; ``gone`` says why a followed entity was not among those watched (deleted, left).
    ``left_out`` counts breaches beyond the bound; ``wide`` tells that not all were read.
    """

    watched: int = 0
    unsure: int = 0
    findings: dict[str, Finding] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)
    left_out: int = 0
    wide: bool = False


def selection(rule: Rule) -> Selection:
    """What tells which entities a rule watches: rules of one selection are judged together."""
    return rule.type, rule.id_pattern, rule.q


def query_of(rule: Rule) -> EntityQuery:
    """The query of the entities a rule watches.

    Raises ``Problem`` when its filter is not understood.
    """
    filtered = parsed(rule.q, core()) if rule.q else None
    where = conjunction(Compare(TYPE, "==", (rule.type,)), filtered)
    return EntityQuery(where=where, id_pattern=rule.id_pattern)


@dataclass(frozen=True, slots=True)
class Looker:
    """Looks at the entities of one tenant at one instant; ``named`` says what one is called."""

    store: Store
    tenant: str
    now: int
    named: Callable[[Doc], str]
    most: int = MOST_READ

    def look(self, asked: Sequence[Asked]) -> list[Look]:
        """What rules of one selection find, a look each.

        Raises ``Problem`` when their filter is not understood.
        """
        query = query_of(asked[0].rule)
        looks = [Look() for _ in asked]
        read, more = 0, True
        while more and read < self.most:
            limit = min(TOGETHER, self.most - read)
            page = self.store.query(self.tenant, replace(query, offset=read, limit=limit))
            more, read = page.more and bool(page.docs), read + len(page.docs)
            self._take(asked, looks, page.docs)
        for each, found in zip(asked, looks, strict=True):
            found.wide = more
            self._missing(each, found, query)
        return looks

    def _missing(self, each: Asked, found: Look, query: EntityQuery) -> None:
        """Judge apart the followed entities the pages did not hold, or say why they are gone.

        Entities come and go between two pages: only what the store says of each by name is
        believed.
        """
        absent = sorted(each.followed - found.findings.keys())
        there = self.store.read(self.tenant, absent) if absent else {}
        kept = [doc for doc in there.values() if selects(query, doc)]
        self._take([each], [found], kept)
        for key in absent:
            if key not in found.findings:
                found.gone[key] = "left" if key in there else "deleted"

    def _take(self, asked: Sequence[Asked], looks: Sequence[Look], docs: Sequence[Doc]) -> None:
        """Judge some entities by every rule."""
        reduced: dict[str, list[Watched]] = {}
        by_id = {doc["id"]: doc for doc in docs}
        for each, found in zip(asked, looks, strict=True):
            attribute = each.rule.attribute
            if attribute not in reduced:
                reduced[attribute] = [watched(doc, attribute) for doc in docs]
            found.watched += len(docs)
            for finding in self._judged(each.rule, reduced[attribute]):
                _keep(each.followed, found, finding)
                if finding.verdict == "breach" and finding.entity in found.findings:
                    found.names[finding.entity] = self.named(by_id[finding.entity])

    def _judged(self, rule: Rule, seen: Sequence[Watched]) -> Iterable[Finding]:
        deep = []
        for each in seen:
            if needs_points(rule, each):
                deep.append(each)
            else:
                yield judge(rule, each, (), now=self.now)
        for start in range(0, len(deep), HISTORIES):
            part = deep[start : start + HISTORIES]
            points = self.points(rule, part)
            for each in part:
                yield judge(rule, each, points.get(each.entity, ()), now=self.now)

    def points(self, rule: Rule, seen: Sequence[Watched]) -> dict[str, list[Points]]:
        """The points a rule needs of some entities, by entity.

        A threshold that has to last looks back from the latest value, which may be old.
        """
        since, until = self.now - rule.back, self.now
        if isinstance(rule.condition, Threshold):
            told = [each.at for entity in seen for each in entity.latest if each.at is not None]
            since = min([since, *(at - rule.back for at in told)])
            until = max([until, *told])
        asked = HistoryQuery(
            entities=tuple(each.entity for each in seen),
            attrs=(rule.attribute,),
            start=since,
            end=until + 1,
        )
        found: defaultdict[str, list[Points]] = defaultdict(list)
        for points in self.store.points(self.tenant, asked):
            found[points.entity].append(points)
        return found


def _keep(followed: Collection[str], found: Look, finding: Finding) -> None:
    found.unsure += finding.verdict == "unknown"
    if finding.entity in followed:
        found.findings[finding.entity] = finding
    elif finding.verdict == "breach":
        if len(found.names) < MOST_FOUND:
            found.findings[finding.entity] = finding
        else:
            found.left_out += 1
