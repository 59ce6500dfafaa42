"""The RGAA as values: topics, criteria, tests, and the rules of machines. A version is data."""

from __future__ import annotations

from datetime import date
from functools import cached_property

import msgspec

from jalons.kernel import Source
from jalons.webaudit.engine.errors import WebAuditError


class Topic(msgspec.Struct, frozen=True):
    """A chapter of the reference."""

    number: int
    title: str


class Test(msgspec.Struct, frozen=True):
    """A test of a criterion, such as ``1.1.5``, and the conditions its title announces."""

    id: str
    title: str
    conditions: tuple[str, ...] = ()


class Criterion(msgspec.Struct, frozen=True):
    """A criterion, such as ``1.1``: its topic, its level (A or AA), the ids of its tests."""

    id: str
    topic: int
    title: str
    level: str
    tests: tuple[str, ...]


class Rule(msgspec.Struct, frozen=True):
    """What a machine (axe or jalons) looks for; broken, it is no proof when ``to_check``."""

    id: str
    tests: tuple[str, ...]
    to_check: bool = False
    source: str = "jalons"


class Reference(msgspec.Struct, frozen=True, dict=True):
    """A version of the reference; ``replaced_on`` is the day a later one was published, if any.

    ``generic_links`` and ``generic_titles`` say nothing by themselves, in lower case.
    """

    version: str
    topics: tuple[Topic, ...]
    criteria: tuple[Criterion, ...]
    tests: tuple[Test, ...]
    source: Source
    rules: tuple[Rule, ...] = ()
    axe_version: str = ""
    replaced_on: date | None = None
    generic_links: frozenset[str] = frozenset()
    generic_titles: frozenset[str] = frozenset()

    @cached_property
    def by_id(self) -> dict[str, Criterion]:
        """The criteria by number."""
        return {criterion.id: criterion for criterion in self.criteria}

    @cached_property
    def owners(self) -> dict[str, str]:
        """The criterion of criterion test."""
        return {test: criterion.id for criterion in self.criteria for test in criterion.tests}

    @cached_property
    def rules_by_name(self) -> dict[tuple[str, str], Rule]:
        """The rules by source and id."""
        return {(rule.source, rule.id): rule for rule in self.rules}

    def criterion(self, number: str) -> Criterion:
        """The criterion of a number. Raises ``WebAuditError`` (``rgaa_criterion_unknown``)."""
        if number not in self.by_id:
            raise WebAuditError("rgaa_criterion_unknown", criterion=number, version=self.version)
        return self.by_id[number]
