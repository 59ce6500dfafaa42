"""The sentences of the first page of the twin and of the page of citizens."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.broker.engine.temporal.spreads import micros_of
from jalons.broker.store.units import symbol
from jalons.foundation.design.page_language import lang, number_words
from jalons.twin.engine.today import DAY, HOUR, AgainstThreshold, Change, Learnt
from jalons.twin.store import thresholds
from jalons.twin.web.labels import words
from jalons.twin.web.labels.values import amount
from jalons.wording import format_percent, format_points, semicolon, with_unit

from .today import FamilyLine, TownToday

ROUNDED = 100  # from which a mean is shown without decimals


def headline(town: TownToday, found: Learnt) -> str:
    """What the town learnt today, in one sentence."""
    first, more = _finding(town, found), _more(town, found)
    return f"{first}{semicolon(lang())}{more}." if more else f"{first}."


def _finding(town: TownToday, found: Learnt) -> str:
    if found.finding in ("over", "under"):
        return _against(town.lines[found.family])
    if found.finding == "change":
        return _changed(town.lines[found.family])
    if found.finding == "old" and found.last is not None:
        text = _("Nothing was measured since yesterday: the last measurement was %(when)s")
        return text % {"when": ago(found.last, town.at)}
    if found.finding in ("never", "nothing"):
        return _("The sensors are declared, and none has sent a measurement yet")
    return ngettext(
        "%(count)s sensor measured something in the last 24 hours",
        "%(count)s sensors measured something in the last 24 hours",
        found.speaking,
    ) % {"count": number_words(found.speaking)}


def _against(line: FamilyLine) -> str:
    """A family against its threshold, and on how many sensors."""
    level = line.today.level
    assert level is not None  # noqa: S101  the finding is about it
    if level.threshold.own:
        text = _("%(family)s: your limit of %(value)s is respected %(where)s")
        if level.passed:
            text = _("%(family)s: your limit of %(value)s is passed %(where)s")
        value = amount(level.threshold.value, line.today.unit)
        return text % {"family": line.name, "value": value, "where": _where(level)}
    known = thresholds.properties_of(line.iri, line.attribute)[line.today.unit]
    name = thresholds.rows()[level.threshold.key].name[lang()]
    text = (known.over if level.passed else known.under)[lang()].format(threshold=name)
    return f"{text} {_where(level)}"


def _where(level: AgainstThreshold) -> str:
    if level.compared == 1:
        return _("on the only sensor compared")
    parts = {"passed": number_words(level.passed), "compared": number_words(level.compared)}
    if level.passed in (0, level.compared):
        return _("on the %(compared)s sensors compared") % parts
    return ngettext("on %(passed)s sensor of %(compared)s", "on %(passed)s sensors of %(compared)s",
                    level.passed) % parts  # fmt: skip


def _changed(line: FamilyLine) -> str:
    change = line.today.change
    assert change is not None  # noqa: S101  the finding is about it
    weeks = ngettext(
        "compared with the same day last week",
        "compared with the same day of the last %(weeks)s weeks",
        change.weeks,
    ) % {"weeks": change.weeks}
    parts = {"family": line.name, "change": difference(change), "weeks": weeks}
    return _("%(family)s: %(change)s %(weeks)s") % parts


def _more(town: TownToday, found: Learnt) -> str:
    if found.more == "silent" and len(found.silent) == 1:
        since = duration(found.silent[0][1], town.at)
        return _("one sensor has been silent for %(since)s") % {"since": since}
    if found.more == "silent":
        text = _("%(count)s sensors have been silent for more than a day")
        return text % {"count": number_words(len(found.silent))}
    if found.more == "change":
        text = _changed(town.lines[found.changed])
        return text if text[1:2].isupper() else text[:1].lower() + text[1:]  # “PM10” stays
    return _("alerts wait for you") if found.more == "alerts" else ""


def difference(change: Change) -> str:
    """A change in words: a share, points, or in its unit where a share means nothing."""
    gap = change.mean - change.before
    if change.ratio is not None:
        size = format_percent(abs(change.ratio), lang())
    elif change.unit == "P1":
        size = format_points(abs(gap) / 100, lang()).lstrip("+")
    else:
        size = with_unit(number_words(rounded(abs(gap))), symbol(change.unit), lang())
    return (_("up by %(size)s") if gap > 0 else _("down by %(size)s")) % {"size": size}


def tendency(line: FamilyLine) -> str:
    """The change of a family in a table."""
    change = line.today.change
    if line.today.state != "ok":
        return "–"
    if change is None:
        return _("too early to say")
    if change.size < 1:
        return ngettext("as last week", "as the last weeks", change.weeks)
    return difference(change)


def rounded(value: float) -> float:
    """A mean as it is shown: one decimal for small values."""
    return float(round(value)) if abs(value) >= ROUNDED else round(value, 1)


def value(line: FamilyLine) -> str:
    """The figure of a family, a dash when there is none."""
    today = line.today
    return amount(rounded(today.value), today.unit) if today.value is not None else "–"


def measure(line: FamilyLine, *, over_a_day: bool = True) -> str:
    """What the figure is, or why there is none; without “over 24 hours” where a title says it."""
    today, called = line.today, words.attribute((line.iri,), line.attribute)
    if today.state == "old" and today.last is not None:
        return _("last measurement %(when)s") % {"when": ago(today.last, line.at)}
    if today.state != "ok":
        absurd = today.state == "absurd"
        return _("only impossible values, left out") if absurd else _("no measurement yet")
    how = _("average over 24 hours") if today.averaged else _("average of the last values")
    if today.counted == 1:
        how = _("over 24 hours") if today.averaged else _("last value")
    what = called.label if called.label != called.name else ""
    said = [what, how if over_a_day or not today.averaged else ""]
    return ", ".join(part for part in said if part)


def left_out(line: FamilyLine) -> str:
    """The values that were not counted, and why; empty when all were."""
    today, found = line.today, []
    if today.absurd:
        text = ngettext("%(count)s impossible value left out",
                        "%(count)s impossible values left out", today.absurd)  # fmt: skip
        found.append(text % {"count": today.absurd})
    if today.other_units:
        others = today.other_units
        text = ngettext("%(count)s sensor in another unit left out",
                        "%(count)s sensors in another unit left out", others)  # fmt: skip
        found.append(text % {"count": today.other_units})
    if today.state == "ok" and today.counted < today.speaking - today.absurd - today.other_units:
        found.append(_("average of %(count)s of them") % {"count": today.counted})
    return ", ".join(found)


def sensors(line: FamilyLine) -> str:
    """How many sensors of a family speak, of how many."""
    text = _("%(speaking)s of %(read)s")
    if line.read < line.entities:
        text = _("%(speaking)s of the first %(read)s (%(all)s in all)")
    parts = {"speaking": line.today.speaking, "read": line.today.sensors, "all": line.entities}
    return text % {name: number_words(count) for name, count in parts.items()}


def level_words(line: FamilyLine) -> str:
    """Where a family stands, in words; empty when it is compared with nothing."""
    level = line.today.level
    if level is None:
        return ""
    shown = amount(level.threshold.value, line.today.unit)
    above = bool(level.passed) == (level.threshold.side == "above")
    if level.threshold.own:
        text = _("above your limit of %(value)s") if above else _("below your limit of %(value)s")
        said = text % {"value": shown}
    else:
        row = thresholds.rows()[level.threshold.key]
        said = words.against(f"{row.short[lang()]} ({shown})", above=above)
    return f"{said} {_where(level)}" if level.passed and level.compared > 1 else said


def is_sure(line: FamilyLine) -> bool:
    """Whether the source of the threshold of a family is confirmed."""
    level = line.today.level
    return level is None or level.threshold.own or thresholds.rows()[level.threshold.key].verified


def sentence(line: FamilyLine) -> str:
    """A family in one line for citizens, without its name."""
    what, said = measure(line), level_words(line)
    if line.today.state != "ok":
        return what
    text = f"{value(line)} ({what[:1].lower()}{what[1:]})"
    return f"{text}, {said}" if said else text


def duration(stamp: int, now: datetime) -> str:
    """How long ago an instant is: hours under two days, then days."""
    passed = max(0, micros_of(now) - stamp)
    if passed < HOUR:
        return _("less than one hour")
    if passed < 2 * DAY:
        hours = passed // HOUR
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    days = passed // DAY
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": number_words(days)}


def ago(stamp: int, now: datetime) -> str:
    """How long ago an instant is, as an adverb."""
    return _("%(duration)s ago") % {"duration": duration(stamp, now)}
