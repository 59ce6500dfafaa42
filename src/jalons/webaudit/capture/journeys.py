"""Plays the steps of a journey in a tab."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urljoin

from jalons.webaudit.capture.tab import Tab
from jalons.webaudit.capture.target import PAGE_SECONDS
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.journeys import Journey, Step


def play(  # noqa: PLR0913 - what to do at each turn of the journey
    tab: Tab,
    journey: Journey,
    secrets: Mapping[str, str],
    *,
    seconds: float = PAGE_SECONDS,
    leaving: Callable[[], None] = lambda: None,
    reached: Callable[[str], None] = lambda _name: None,
) -> None:
    """Act the steps in a tab; ``leaving`` before a new page, ``reached`` at what is to measure.

    Raises ``WebAuditError``: ``secret_missing``, or what stopped a step.
    """
    if missing := [name for name in journey.secrets if name not in secrets]:
        raise WebAuditError("secret_missing", names=", ".join(missing))
    for step in journey.steps:
        if step.open or step.page:
            leaving()
        if step.open:
            tab.open(urljoin(journey.addresses[0], step.open), seconds=seconds)
        elif step.fill:
            _fill(tab, step, secrets)
        elif step.click and step.page:
            tab.click_and_wait(step.click, seconds=seconds)
        elif step.click:
            tab.click(step.click)
        elif step.wait:
            tab.wait_for(step.wait, seconds=seconds)
        if step.measure:
            reached(step.measure)


def _fill(tab: Tab, step: Step, secrets: Mapping[str, str]) -> None:
    if step.value and tab.on(step.fill, "return e.type") == "password":
        raise WebAuditError("journey_plain", selector=step.fill)
    tab.fill(step.fill, secrets[step.secret] if step.secret else step.value)
