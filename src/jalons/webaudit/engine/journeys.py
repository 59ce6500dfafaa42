"""Journeys: the steps of a person on a service, from TOML or plain lines; secrets stay in memory.

A step is one of ``open`` (an address), ``fill`` (a field, with ``value`` or ``secret``: the name of
a secret provided when the journey runs), ``click`` and ``wait`` (an element). ``page = true`` says
that a click leads to another page; ``measure = "name"`` measures the page reached.
"""

from __future__ import annotations

import re
import tomllib
from urllib.parse import urljoin

import msgspec

from jalons.kernel.tables import package_table
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
    return _checked(journey)


def read_lines(text: str) -> Journey:
    """A journey from lines people write: ``fill #word = secret password``, one act each.

    Verbs are French or English (``data/journeys.toml``). Raises ``WebAuditError``
    (``journey_line``, with the number of the line).
    """
    verbs = package_table("jalons.webaudit", "journeys")
    acts = {word: name for name, words in verbs.items() for word in words}
    steps: list[Step] = []
    for number, line in enumerate(text.splitlines(), 1):
        word, _space, rest = line.strip().partition(" ")
        act, rest = acts.get(word.lower().rstrip(":")), rest.strip().lstrip(":").strip()
        if not word or word.startswith("#"):
            continue
        if act == "measure" and steps:
            steps.append(Step(measure=rest or f"{number}"))
        elif act and act != "measure" and rest:
            steps.append(_step(act, rest, number))
        else:
            raise WebAuditError("journey_line", number=number, line=line[:80], field="journey")
    return _checked(Journey(tuple(steps)))


def _step(act: str, rest: str, number: int) -> Step:
    """The step of a line: what is typed in a field, or the page a click leads to, follows it."""
    if act == "follow":
        return Step(click=rest, page=True)
    if act != "fill":
        return msgspec.convert({act: rest}, Step)
    selector, equals, value = (part.strip() for part in rest.rpartition(" = "))
    if not equals or not value:
        raise WebAuditError("journey_line", number=number, line=rest[:80], field="journey")
    secret = re.fullmatch(r"secret\s+([\w-]+)", value)
    return Step(fill=selector, secret=secret[1]) if secret else Step(fill=selector, value=value)


def _checked(journey: Journey) -> Journey:
    for number, step in enumerate(journey.steps, 1):
        acts = sum(map(bool, (step.open, step.fill, step.click, step.wait)))
        words = bool(step.value) + bool(step.secret)
        if acts > 1 or not (acts or step.measure) or words > bool(step.fill):
            raise WebAuditError("journey_step", number=number, field="journey")
    if not journey.steps or not journey.steps[0].open:
        raise WebAuditError("journey_start", field="journey")
    return journey
