"""The budget of a page, and whether a visit respects it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from jalons.webaudit.engine.ecoindex import EcoIndexMethod, ecoindex
from jalons.webaudit.engine.page import PageCapture, Reading


class Check(StrEnum):
    """What is checked; each has a sentence ``breach_<name>`` in ``messages.toml``."""

    STATUS = "status"
    SETTLED = "settled"
    TRANSFERRED = "transferred"
    REQUESTS = "requests"
    DOM_NODES = "dom_nodes"
    ECOINDEX = "ecoindex"
    AXE = "axe"
    CONSOLE = "console"
    CSP = "csp"
    THIRD_PARTY = "third_party"
    OVERFLOW = "overflow"
    WITHOUT_SCRIPT = "without_script"


@dataclass(frozen=True, slots=True)
class Budget:
    """The most a page may weigh on a first visit: kB, requests, elements; its least EcoIndex."""

    transferred_kb: float
    requests: int
    dom_nodes: int
    ecoindex: float
    same_text_share: float
    version: str


@dataclass(frozen=True, slots=True)
class Breach:
    """A check that failed, the value found, its limit, and the first details."""

    check: Check
    value: float
    limit: float
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The breaches of a page, and the checks that could not be made."""

    breaches: tuple[Breach, ...]
    not_measured: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether the page was wholly measured and is within its budget."""
        return not self.breaches and not self.not_measured


def judge(capture: PageCapture, budget: Budget, method: EcoIndexMethod) -> Verdict:
    """Whether a page is within its budget, with every reason why not.

    A page that is not a 200 HTML page has no score: its status is the one breach.
    """
    if not capture.scorable:
        return Verdict((Breach(Check.STATUS, capture.status, 200, (capture.content_type,)),), ())
    breaches = [*_weight(capture, budget, method), *_conduct(capture), *_defects(capture)]
    not_measured = [] if capture.axe else [Check.AXE]
    if capture.without_script is None:
        not_measured.append(Check.WITHOUT_SCRIPT)
    else:
        share = shared_text(capture.reading, capture.without_script)
        if share < budget.same_text_share:
            breaches.append(Breach(Check.WITHOUT_SCRIPT, share, budget.same_text_share))
    return Verdict(tuple(breaches), tuple(not_measured))


def judge_document(capture: PageCapture) -> Verdict:
    """Whether an HTML file can be read by anybody, alone: its length is that of its content."""
    not_measured = () if capture.axe else (Check.AXE,)
    return Verdict((*_conduct(capture), *_defects(capture)), not_measured)


def shared_text(reading: Reading, without_script: Reading) -> float:
    """The share, 0 to 1, of the words read with JavaScript that are there without it.

    0 when the first heading differs, or when there is none: such a page has lost its subject.
    """
    if not reading.h1 or reading.h1.split() != without_script.h1.split():
        return 0.0
    words, bare = Counter(reading.main.split()), Counter(without_script.main.split())
    return (words & bare).total() / words.total() if words else 1.0


def _weight(capture: PageCapture, budget: Budget, method: EcoIndexMethod) -> list[Breach]:
    score = ecoindex(
        method,
        dom_nodes=capture.dom_nodes,
        requests=capture.requests,
        size_kb=capture.transferred_kb,
    ).score
    ceilings = (
        (Check.TRANSFERRED, capture.transferred_kb, budget.transferred_kb),
        (Check.REQUESTS, capture.requests, budget.requests),
        (Check.DOM_NODES, capture.dom_nodes, budget.dom_nodes),
    )
    breaches = [Breach(check, value, limit) for check, value, limit in ceilings if value > limit]
    if score <= budget.ecoindex:
        breaches.append(Breach(Check.ECOINDEX, score, budget.ecoindex))
    return breaches


def _conduct(capture: PageCapture) -> list[Breach]:
    faults = (
        (Check.CONSOLE, capture.console_errors),
        (Check.CSP, capture.csp_violations),
        (Check.THIRD_PARTY, capture.third_party),
    )
    breaches = [Breach(check, len(found), 0, found) for check, found in faults if found]
    if capture.overflowing:
        widths = tuple(f"{width} px" for width in capture.overflowing)
        breaches.append(Breach(Check.OVERFLOW, len(widths), 0, widths))
    if not capture.settled:
        breaches.append(Breach(Check.SETTLED, 0, 1))
    return breaches


def _defects(capture: PageCapture) -> list[Breach]:
    findings = capture.axe.violations if capture.axe else ()
    found = tuple(f"{f.rule} ({f.scheme}) {', '.join(f.targets)}" for f in findings)
    return [Breach(Check.AXE, len(found), 0, found)] if found else []
