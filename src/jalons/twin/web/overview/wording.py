"""The sentences of the first page of the twin and of the page of citizens."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.broker.engine.temporal.spreads import micros_of
from jalons.broker.store.units import symbol
from jalons.foundation.design.page_language import lang, number_words
from jalons.twin.engine.today import DAY, Change, Learnt, Level
from jalons.twin.store import thresholds
from jalons.twin.web.labels import limits, words
from jalons.twin.web.labels.values import amount
from jalons.wording import format_percent, format_points, semicolon, with_unit

from .today import FamilyLine, TownToday

ROUNDED = 100  # from which a mean is shown without decimals


def rounded(value: float) -> float:
    """A mean as it is shown: one decimal for small values."""
    return float(round(value)) if abs(value) >= ROUNDED else round(value, 1)


def headline(town: TownToday, found: Learnt) -> str:
    """What the town learnt today, in one sentence."""
    first = _finding(town, found)
    more = _more(town, found)
    return f"{first}{semicolon(lang())}{more}." if more else f"{first}."


def _finding(town: TownToday, found: Learnt) -> str:
    if found.finding in ("over", "under"):
        return _against(town.lines[found.family])
    if found.finding == "change":
        return _changed(town.lines[found.family])
    if found.finding == "old" and found.last is not None:
        return _("Nothing was measured since yesterday: the last measurement was %(when)s") % {
            "when": ago(found.last, town.at)
        }
    if found.finding == "never":
        return _("The sensors are declared, and none has sent a measurement yet")
    if found.finding == "nothing":
        return _("No sensor measures anything here yet")
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
        return _own(line, level)
    known = thresholds.properties_of(line.iri, line.attribute)
    said = next(each for each in known if each.unit == line.today.unit)
    row = thresholds.rows()[level.threshold.key]
    text = (said.over if level.passed else said.under)[lang()].format(threshold=row.name[lang()])
    return f"{text} {_where(level)}"


def _where(level: Level) -> str:
    parts = {"passed": number_words(level.passed), "compared": number_words(level.compared)}
    if level.compared == 1:
        return _("on the only sensor compared")
    if level.passed in (0, level.compared):
        return _("on the %(compared)s sensors compared") % parts
    return (
        ngettext(
            "on %(passed)s sensor of %(compared)s",
            "on %(passed)s sensors of %(compared)s",
            level.passed,
        )
        % parts
    )


def _own(line: FamilyLine, level: Level) -> str:
    parts = {
        "family": line.name,
        "where": _where(level),
        "value": amount(level.threshold.value, line.today.unit),
    }
    if level.passed:
        return _("%(family)s: your limit of %(value)s is passed %(where)s") % parts
    return _("%(family)s: your limit of %(value)s is respected %(where)s") % parts


def _changed(line: FamilyLine) -> str:
    change = line.today.change
    assert change is not None  # noqa: S101  the finding is about it
    parts = {"family": line.name, "change": difference(change), "weeks": against_weeks(change)}
    return _("%(family)s: %(change)s %(weeks)s") % parts


def _more(town: TownToday, found: Learnt) -> str:
    if found.more == "silent":
        if len(found.silent) == 1:
            since = duration(found.silent[0][1], town.at)
            return _("one sensor has been silent for %(since)s") % {"since": since}
        count = number_words(len(found.silent))
        return _("%(count)s sensors have been silent for more than a day") % {"count": count}
    if found.more == "alerts":
        return _("alerts wait for you")
    if found.more == "change":
        text = _changed(town.lines[found.changed])
        return text[:1].lower() + text[1:]
    return ""


def difference(change: Change) -> str:
    """A change in words: a share, points, or in its unit where a share means nothing."""
    gap = change.now - change.before
    if change.ratio is not None:
        size = format_percent(abs(change.ratio), lang())
    elif change.unit == "P1":
        size = format_points(abs(gap) / 100, lang()).lstrip("+")
    else:
        size = with_unit(number_words(rounded(abs(gap))), symbol(change.unit), lang())
    return (_("up by %(size)s") if gap > 0 else _("down by %(size)s")) % {"size": size}


def against_weeks(change: Change) -> str:
    """What a change is against."""
    return ngettext(
        "compared with the same day last week",
        "compared with the same day of the last %(weeks)s weeks",
        change.weeks,
    ) % {"weeks": change.weeks}


def tendency(line: FamilyLine) -> str:
    """The change of a family in a table."""
    change = line.today.change
    if change is None:
        return _("too early to say")
    if change.size < 1:
        return ngettext("as last week", "as the last weeks", change.weeks)
    return difference(change)


def value(line: FamilyLine) -> str:
    """The figure of a family, or why there is none."""
    today = line.today
    if today.state == "ok" and today.value is not None:
        return amount(rounded(today.value), today.unit)
    return "–"


def _label(line: FamilyLine) -> str:
    """What a family measures, empty when only its sensors have a name for it."""
    called = words.attribute((line.iri,), line.attribute)
    return called.label if called.label != called.name else ""


def measured(line: FamilyLine) -> str:
    """What a family measures, in a table of means of 24 hours: other figures say so."""
    if line.today.state == "ok" and line.today.averaged:
        return _label(line)
    return measure(line)


def measure(line: FamilyLine) -> str:
    """What the figure is: of what, on average over what."""
    what, today = _label(line), line.today
    if today.state == "old" and today.last is not None:
        return _("last measurement %(when)s") % {"when": ago(today.last, line.at)}
    if today.state == "never":
        return _("no measurement yet")
    if today.state == "absurd":
        return _("only impossible values, left out")
    over = _("average over 24 hours") if today.averaged else _("average of the last values")
    if today.counted == 1:
        over = _("over 24 hours") if today.averaged else _("last value")
    return f"{what}, {over}" if what else over[:1].upper() + over[1:]


def level_words(line: FamilyLine) -> tuple[str, str, bool]:
    """Where a family stands: words, kind of mark, whether the source of the threshold is sure."""
    level = line.today.level
    if line.today.state != "ok":
        return "", "", True
    if level is None:
        return _("no known threshold"), "", True
    limit = amount(level.threshold.value, line.today.unit)
    above = bool(level.passed) == (level.threshold.side == "above")
    if level.threshold.own:
        text = _("above your limit of %(value)s") if above else _("below your limit of %(value)s")
        said, sure = text % {"value": limit}, True
    else:
        row = thresholds.rows()[level.threshold.key]
        said, sure = limits.against(row.short[lang()], limit, above=above), row.verified
    if level.passed and level.compared > 1:
        said = f"{said} {_where(level)}"
    return said, "late" if level.passed else "ok", sure


def sentence(line: FamilyLine) -> str:
    """A family in one line for citizens, without its name."""
    if line.today.state != "ok":
        return measure(line)
    said, kind, _sure = level_words(line)
    text = f"{value(line)} ({measure(line)[:1].lower()}{measure(line)[1:]})"
    return f"{text}, {said}" if kind else text


def sensors(line: FamilyLine) -> str:
    """How many sensors of a family speak."""
    today = line.today
    if line.read < line.entities:
        return _("%(speaking)s of the first %(read)s (%(all)s in all)") % {
            "speaking": number_words(today.speaking),
            "read": number_words(line.read),
            "all": number_words(line.entities),
        }
    return _("%(speaking)s of %(all)s") % {
        "speaking": number_words(today.speaking), "all": number_words(today.sensors),
    }  # fmt: skip


def left_out(line: FamilyLine) -> str:
    """The values that were not counted, and why; empty when all were."""
    today, parts = line.today, []
    if today.absurd:
        parts.append(
            ngettext(
                "%(count)s impossible value left out",
                "%(count)s impossible values left out",
                today.absurd,
            )
            % {"count": number_words(today.absurd)}
        )
    if today.other_units:
        parts.append(
            ngettext(
                "%(count)s sensor in another unit left out",
                "%(count)s sensors in another unit left out",
                today.other_units,
            )
            % {"count": number_words(today.other_units)}
        )
    if today.state == "ok" and today.counted < today.speaking - today.absurd - today.other_units:
        parts.append(_("average of %(count)s of them") % {"count": number_words(today.counted)})
    return ", ".join(parts)


def duration(stamp: int, now: datetime) -> str:
    """How long ago an instant is: hours under two days, then days."""
    passed = max(0, micros_of(now.astimezone(UTC)) - stamp)
    if passed < 2 * DAY:
        hours = max(1, passed * 24 // DAY)
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    days = passed // DAY
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": number_words(days)}


def ago(stamp: int, now: datetime) -> str:
    return _("%(duration)s ago") % {"duration": duration(stamp, now)}
