"""Rules evaluated on a store: entities are read once for all the rules with the same selection.

Entities are read page by page; only findings in breach and those of open alerts stay in memory. The
number of entities read is bounded, and the result says when the bound was reached.
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
from jalons.twin.engine.alerts.latest_values import WatchedEntity, watched
from jalons.twin.engine.alerts.rule import Rule, Threshold
from jalons.twin.engine.alerts.rule_evaluation import Finding, evaluate, needs_points

TOGETHER = 1_000
HISTORIES = 100
MOST_READ = 20_000
MOST_FOUND = 500
Selection = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class RuleQuery:
    """A rule to evaluate, and the entities whose alerts it follows in any case."""

    rule: Rule
    followed: frozenset[str] = frozenset()


@dataclass(slots=True)
class RuleReading:
    """What a rule found: entities watched, entities in doubt, findings.

    ``findings`` are those in breach and those followed, by entity; ``names`` are the names of the
    entities in breach; ``gone`` is why a followed entity was not read (deleted, left). ``left_out``
    counts breaches beyond the bound; ``wide`` is true when not all entities were read.
    """

    watched: int = 0
    unsure: int = 0
    findings: dict[str, Finding] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)
    left_out: int = 0
    wide: bool = False


def selection(rule: Rule) -> Selection:
    """The key of the entities a rule watches: rules with the same key are read together."""
    return rule.type, rule.id_pattern, rule.q


def query_of(rule: Rule) -> EntityQuery:
    """The query of the entities a rule watches.

    Raises ``Problem`` when its filter cannot be read.
    """
    filtered = parsed(rule.q, core()) if rule.q else None
    where = conjunction(Compare(TYPE, "==", (rule.type,)), filtered)
    return EntityQuery(where=where, id_pattern=rule.id_pattern)


@dataclass(frozen=True, slots=True)
class RuleReader:
    """Evaluates rules on the entities of one tenant at one instant; ``named`` names them."""

    store: Store
    tenant: str
    now: int
    named: Callable[[Doc], str]
    most: int = MOST_READ

    def read(self, queries: Sequence[RuleQuery]) -> list[RuleReading]:
        """What rules with the same selection find, one reading for each rule.

        Raises ``Problem`` when their filter cannot be read.
        """
        query = query_of(queries[0].rule)
        readings = [RuleReading() for _ in queries]
        read, more = 0, True
        while more and read < self.most:
            limit = min(TOGETHER, self.most - read)
            page = self.store.query(self.tenant, replace(query, offset=read, limit=limit))
            more, read = page.more and bool(page.docs), read + len(page.docs)
            self._evaluate(queries, readings, page.docs)
        for rule_query, reading in zip(queries, readings, strict=True):
            reading.wide = more
            self._missing(rule_query, reading, query)
        return readings

    def _missing(self, rule_query: RuleQuery, reading: RuleReading, query: EntityQuery) -> None:
        """Evaluate the followed entities that were in no page, or record why they are gone.

        Entities come and go between two pages: only a read by identifier is reliable.
        """
        absent = sorted(rule_query.followed - reading.findings.keys())
        existing = self.store.read(self.tenant, absent) if absent else {}
        selected = [doc for doc in existing.values() if selects(query, doc)]
        self._evaluate([rule_query], [reading], selected)
        for key in absent:
            if key not in reading.findings:
                reading.gone[key] = "left" if key in existing else "deleted"

    def _evaluate(
        self, queries: Sequence[RuleQuery], readings: Sequence[RuleReading], docs: Sequence[Doc]
    ) -> None:
        """Evaluate some entities with every rule."""
        reduced: dict[str, list[WatchedEntity]] = {}
        by_id = {doc["id"]: doc for doc in docs}
        for query, reading in zip(queries, readings, strict=True):
            attribute = query.rule.attribute
            if attribute not in reduced:
                reduced[attribute] = [watched(doc, attribute) for doc in docs]
            reading.watched += len(docs)
            for finding in self._findings(query.rule, reduced[attribute]):
                _add(query.followed, reading, finding)
                if finding.verdict == "breach" and finding.entity in reading.findings:
                    reading.names[finding.entity] = self.named(by_id[finding.entity])

    def _findings(self, rule: Rule, seen: Sequence[WatchedEntity]) -> Iterable[Finding]:
        deep = []
        for each in seen:
            if needs_points(rule, each):
                deep.append(each)
            else:
                yield evaluate(rule, each, (), now=self.now)
        for start in range(0, len(deep), HISTORIES):
            part = deep[start : start + HISTORIES]
            points = self.points(rule, part)
            for each in part:
                yield evaluate(rule, each, points.get(each.entity, ()), now=self.now)

    def points(self, rule: Rule, seen: Sequence[WatchedEntity]) -> dict[str, list[Points]]:
        """The points a rule needs, by entity.

        A threshold with a duration needs the points before the latest value, which may be old.
        """
        since, until = self.now - rule.back, self.now
        if isinstance(rule.condition, Threshold):
            stamps = [each.at for entity in seen for each in entity.latest if each.at is not None]
            since = min([since, *(at - rule.back for at in stamps)])
            until = max([until, *stamps])
        query = HistoryQuery(
            entities=tuple(each.entity for each in seen),
            attrs=(rule.attribute,),
            start=since,
            end=until + 1,
        )
        found: defaultdict[str, list[Points]] = defaultdict(list)
        for points in self.store.points(self.tenant, query):
            found[points.entity].append(points)
        return found


def _add(followed: Collection[str], reading: RuleReading, finding: Finding) -> None:
    reading.unsure += finding.verdict == "unknown"
    if finding.entity in followed:
        reading.findings[finding.entity] = finding
    elif finding.verdict == "breach":
        if len(reading.names) < MOST_FOUND:
            reading.findings[finding.entity] = finding
        else:
            reading.left_out += 1
