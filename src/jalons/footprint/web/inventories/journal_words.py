"""The journal of an inventory in words: its results and its choices, in French."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.assessment.results import Assessment
from jalons.footprint.engine.factors.pack import DEVICE
from jalons.footprint.web.inventories.choices import Choices
from jalons.footprint.web.labels import country_name, device_name
from jalons.footprint.words.figures import count, measured, number, say, unit
from jalons.foundation.design.page_language import moment_words
from jalons.foundation.journal.models import Entry, Verb
from jalons.wording import in_tonnes, with_words

LANGUAGE = "fr"  # of the journal: one text for all its readers
LONGEST = 60  # characters of a value on a page
# The units of the declared uses; the names of the others say what they count.
_UNITS = {
    "traffic_fixed": "GB", "traffic_mobile": "GB", "email_volume": "GB", "room_area": "m2",
}  # fmt: skip
_FLAGS = ("exclude_duplicates", "makers", "count_consumables", "exclude_absurd_dates")
SHOWN = 3  # values of a line of the journal on a page


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the journal as a page of the room shows it."""

    when: str
    who: str
    what: str


def computed(assessment: Assessment) -> dict[str, str]:
    """The central footprint with its unit, the devices counted and their home, by their words."""
    value, symbol = in_tonnes(assessment.impact(CLIMATE).value, "kg CO2 eq/year")
    footprint = with_words(number(value.mid, LANGUAGE), unit(symbol, LANGUAGE))
    return {
        _say("trail.footprint"): footprint,
        _say("trail.devices"): count(assessment.quantity, LANGUAGE),
        _say("trail.home"): country_name(assessment.home, LANGUAGE),
    }


def choices_changed(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, str], dict[str, str]]:
    """What differs between two sets of choices stored as JSON: the words before, those after."""
    old, new = (_words(Choices.from_json(dict(each))) for each in (before, after))
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return {name: old.get(name, "") for name in names}, {name: new.get(name, "") for name in names}


def events(entries: Iterable[Entry]) -> list[Event]:
    """Lines of the journal: when, who, what; results only as the fact that they were computed."""
    return [
        Event(
            when=moment_words(entry.when),
            who=entry.actor_label,
            what=_what(entry),
        )
        for entry in entries
    ]


def _what(entry: Entry) -> str:
    if entry.verb == Verb.COMPUTED:
        return say("trail.computed")
    parts = [entry.verb_label]
    if isinstance(entry.after, dict) and "columns" in entry.after:
        return " · ".join([*parts, say("trail.columns")])
    for name, before, after in entry.changes[:SHOWN]:
        parts.append(f"{name}{say('trail.colon')}{_short(before)} → {_short(after)}")
    return " · ".join(parts)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _words(choices: Choices) -> dict[str, str]:
    """Each choice by its words."""
    pue = number(choices.pue, LANGUAGE) if choices.pue is not None else ""
    mix = say(f"mix.{choices.mix}", LANGUAGE, missing=choices.mix) if choices.mix else ""
    statuses = sorted(_say(f"status.{each.value}") for each in choices.also_counted)
    return {
        _say("trail.also_counted"): ", ".join(statuses),
        _say("trail.lifetime"): _say(f"lifetime.{choices.lifetime.value}"),
        _say("trail.mix"): mix,
        _say("trail.pue"): pue,
        _say("trail.home"): country_name(choices.home, LANGUAGE) if choices.home else "",
        _say("trail.hosted"): ", ".join(each.name for each in choices.hosted),
        _say("trail.own_factors"): choices.own_factors or "",
        **{_say(f"trail.{name}"): _yes(answer=getattr(choices, name)) for name in _FLAGS},
        **{
            _say(f"service.{name}"): measured(value, _UNITS.get(name, DEVICE), LANGUAGE)
            for name, value in choices.services.as_json().items()
        },
        **{
            " ".join(each for each in kind if each): device_name(device, LANGUAGE)
            for kind, device in choices.names.items()
        },
    }


def _yes(*, answer: bool) -> str:
    return _say("trail.yes") if answer else _say("trail.no")


def _say(key: str) -> str:
    return say(key, LANGUAGE)
