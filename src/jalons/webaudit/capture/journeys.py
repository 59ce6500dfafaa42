"""Journeys: the steps of a person on a service, read from TOML; secrets stay in memory.

A step is one of ``open`` (an address), ``fill`` (a field, with ``value`` or ``secret``: the name of
a secret provided when the journey runs), ``click`` and ``wait`` (an element). ``page = true`` says
that a click leads to another page; ``measure = "name"`` measures the page reached.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from urllib.parse import urljoin

import msgspec

from jalons.webaudit.capture.tab import Tab
from jalons.webaudit.capture.target import PAGE_SECONDS
from jalons.webaudit.engine.errors import WebAuditError


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One act; the first four fields are addresses or CSS selectors, one of them at most."""

    open: str = ""
    fill: str = ""
    click: str = ""
    wait: str = ""
    value: str = ""
    secret: str = ""
    page: bool = False
    measure: str = ""


class Journey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The steps of a journey, which begins by opening a page."""

    steps: tuple[Step, ...]
    name: str = ""

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names of the secrets to provide."""
        return tuple(dict.fromkeys(step.secret for step in self.steps if step.secret))

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses it opens, in full."""
        return tuple(urljoin(self.steps[0].open, step.open) for step in self.steps if step.open)


def read_journey(content: bytes) -> Journey:
    """A journey from TOML. Raises ``WebAuditError`` (``journey_invalid``)."""
    try:
        journey = msgspec.convert(tomllib.loads(content.decode("utf-8")), Journey)
    except (msgspec.ValidationError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WebAuditError("journey_invalid", reason=str(error)) from None
    for number, step in enumerate(journey.steps, 1):
        acts = sum(map(bool, (step.open, step.fill, step.click, step.wait)))
        words = bool(step.value) + bool(step.secret)
        if acts > 1 or not (acts or step.measure) or words > bool(step.fill):
            raise WebAuditError("journey_step", number=number)
    if not journey.steps or not journey.steps[0].open:
        raise WebAuditError("journey_start")
    return journey


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
            tab.fill(step.fill, secrets[step.secret] if step.secret else step.value)
        elif step.click and step.page:
            tab.click_and_wait(step.click, seconds=seconds)
        elif step.click:
            tab.click(step.click)
        elif step.wait:
            tab.wait_for(step.wait, seconds=seconds)
        if step.measure:
            reached(step.measure)
