"""The ecodesign of a service, as its authority assesses it: score, and what measures hint at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from jalons.kernel import Source
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.measure import PageMeasure


class Answer(StrEnum):
    """What is said of a criterion; ``UNTESTED``: nobody looked at it yet."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"
    UNTESTED = "untested"


@dataclass(frozen=True, slots=True)
class Criterion:
    """``always``: it applies to every service; ``declares``: the declaration must say how."""

    id: str
    priority: str
    weight: float
    title: Mapping[str, str] = field(hash=False)
    verified: bool = True
    always: bool = False
    declares: bool = False

    @property
    def family(self) -> int:
        """The number of its family, from 1."""
        return int(self.id.split(".")[0])

    def check(self, answer: str, reason: str) -> None:
        """Refuse “not applicable” without its reason, or where the criterion always applies."""
        if answer == Answer.NOT_APPLICABLE and (self.always or not reason.strip()):
            raise WebAuditError("ecodesign_always" if self.always else "ecodesign_reason")


@dataclass(frozen=True, slots=True)
class Rule:
    """The most or the least of a fact of a page, whose limit it is, the criteria it is about."""

    code: str
    fact: str
    basis: str
    criteria: tuple[str, ...]
    most: float | None = None
    least: float = 0.0

    def excess(self, measure: PageMeasure) -> tuple[float, float] | None:
        """How far a page is beyond the limit, and its value; None when it was not measured."""
        own = {"transferred_kb": measure.transferred_kb, "requests": measure.requests}
        value = own.get(self.fact, measure.facts.get(self.fact))
        if value is None or isinstance(value, str):
            return None
        return (self.least - value if self.most is None else value - self.most), float(value)


@dataclass(frozen=True, slots=True)
class Reference:
    """A version of the reference; ``light`` are the criteria to begin with."""

    version: str
    families: tuple[Mapping[str, str], ...]
    criteria: tuple[Criterion, ...]
    light: tuple[str, ...]
    rules: tuple[Rule, ...]
    source: Source

    def some(self, ids: Iterable[str] = (), family: int = 0) -> tuple[Criterion, ...]:
        """The criteria of those numbers, or of a family, in their order."""
        return tuple(each for each in self.criteria if each.id in ids or each.family == family)


@dataclass(frozen=True, slots=True)
class Score:
    """The weighted share, in %, of the criteria met among those that apply; criteria by answer."""

    value: float
    by_answer: Mapping[Answer, tuple[str, ...]]


def score(answers: Mapping[str, Answer], reference: Reference) -> Score | None:
    """The score; None while no criterion that applies has an answer.

    What nobody looked at applies and is not met, as in the official spreadsheet.
    """
    found = {each: answers.get(each.id, Answer.UNTESTED) for each in reference.criteria}
    by = {kind: tuple(one.id for one in found if found[one] is kind) for kind in Answer}
    if not by[Answer.YES] + by[Answer.NO]:
        return None
    total = sum(one.weight for one, said in found.items() if said is not Answer.NOT_APPLICABLE)
    met = sum(one.weight for one, said in found.items() if said is Answer.YES)
    return Score(100 * met / total, by)


@dataclass(frozen=True, slots=True)
class Hint:
    """What measured pages say of some criteria: the worst value and its page, how many exceed."""

    rule: Rule
    value: float
    url: str
    pages: int
    over: int


def hints(measures: Sequence[PageMeasure], rules: Sequence[Rule]) -> tuple[Hint, ...]:
    """What pages hint at; it decides nothing. A fact that no page has is left out."""
    every = []
    for rule in rules:
        known = [(rule.excess(each), each.url) for each in measures if each.problem is None]
        if found := [(*excess, url) for excess, url in known if excess is not None]:
            _excess, value, url = max(found)
            every.append(Hint(rule, value, url, len(found), sum(one[0] > 0 for one in found)))
    return tuple(every)
