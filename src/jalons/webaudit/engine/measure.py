"""What is stored of an audited page: one form, for a visit and for a file."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from statistics import median
from typing import Any

import msgspec


class Device(StrEnum):
    """The screen of the visit: 1920 × 1080 for a desktop, 390 × 844 for a mobile."""

    DESKTOP = "desktop"
    MOBILE = "mobile"


class Consent(StrEnum):
    """What was done with the banner: nothing known of it, before an answer, after it."""

    NONE = ""
    BEFORE = "before"
    AFTER = "after"


class Resource(msgspec.Struct, frozen=True, omit_defaults=True):
    """A network request, its sizes in bytes: ``transferred`` with headers, ``decoded`` unpacked.

    ``kind``: document, stylesheet, script, image, font, media, xhr or other. ``cache_seconds``: how
    long it may be used again, None when the answer does not say.
    """

    url: str
    kind: str
    transferred: int
    decoded: int | None = None
    status: int = 200
    mime: str = ""
    third_party: bool = False
    cache_seconds: int | None = None
    compressed: bool | None = None


class AccessFinding(msgspec.Struct, frozen=True, omit_defaults=True):
    """A rule that a page breaks, or that a person must check (``undecided``).

    ``source``: axe, or jalons for our own deterministic rules. ``tests``: tests of the RGAA that
    the rule is about, such as ``1.1.1``.
    """

    rule: str
    source: str
    help: str
    nodes: int
    targets: tuple[str, ...]
    tests: tuple[str, ...] = ()
    impact: str = ""
    undecided: bool = False


class Problem(msgspec.Struct, frozen=True):
    """Why a page has no measure: a code of ``data/messages.toml`` and its values."""

    code: str
    params: dict[str, Any] = {}


class PageMeasure(msgspec.Struct, frozen=True, omit_defaults=True):
    """A page as it was measured; the median of ``runs``, each with a cold cache.

    ``dom_nodes`` is None when a file does not say it. ``findings`` is None when accessibility was
    not examined: not measured is not zero. ``facts`` are what hints of ecodesign read, by name
    (``fonts``, ``autoplay``…). ``spread`` is the least and the most of each measure of the runs.
    With a ``problem`` there is no score.
    """

    url: str
    final_url: str = ""
    title: str = ""
    status: int = 0
    content_type: str = ""
    device: Device = Device.DESKTOP
    consent: Consent = Consent.NONE
    origin: str = "live"
    dom_nodes: int | None = None
    requests: int = 0
    transferred_kb: float = 0.0
    decoded_kb: float | None = None
    settled: bool = True
    runs: int = 1
    spread: dict[str, tuple[float, float]] = {}
    resources: tuple[Resource, ...] = ()
    findings: tuple[AccessFinding, ...] | None = None
    axe_version: str = ""
    browser: str = ""
    facts: dict[str, float | str | bool | None] = {}
    measured_at: str = ""
    problem: Problem | None = None

    @property
    def scorable(self) -> bool:
        """Whether a score means something: a whole page that answered 200 with HTML."""
        html = self.status == 200 and self.content_type == "text/html"
        return html and self.problem is None and self.dom_nodes is not None


MEASURES = ("dom_nodes", "requests", "transferred_kb")


def median_of(runs: Sequence[PageMeasure]) -> PageMeasure:
    """The median of visits of the same page: of its elements, its requests and its kB.

    Visits that failed are left out when others did not; when all failed, the first reason stands.
    Everything else (resources, findings, facts) is of the visit nearest to the median weight, and
    the page is settled when every visit was. ``runs`` counts the visits retained.
    """
    whole = [run for run in runs if run.problem is None]
    if not whole:
        return msgspec.structs.replace(runs[0], runs=len(runs))
    values = {
        name: [value for run in whole if (value := getattr(run, name)) is not None]
        for name in MEASURES
    }
    middle = {name: median(spread) for name, spread in values.items() if spread}
    nearest = min(whole, key=lambda run: abs(run.transferred_kb - middle["transferred_kb"]))
    for name in ("dom_nodes", "requests"):
        if name in middle:
            middle[name] = round(middle[name])
    return msgspec.structs.replace(
        nearest,
        **middle,
        runs=len(whole),
        settled=all(run.settled for run in whole),
        spread={name: (min(spread), max(spread)) for name, spread in values.items() if spread},
        findings=next(
            (run.findings for run in [nearest, *whole] if run.findings is not None), None
        ),
    )
