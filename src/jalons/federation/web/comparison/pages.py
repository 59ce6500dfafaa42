"""Groups in words: their look, their chart beside their table, why one is not shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.federation.engine.releases import LEAST, ComparedGroup, Release, ReleaseStanding
from jalons.federation.web.comparison import queries
from jalons.federation.web.comparison.queries import OwnValue, ShownGroup
from jalons.federation.words.sentences import say
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Column, Table
from jalons.foundation.design.drawings.charts import IntervalBars
from jalons.foundation.design.page_language import (
    day_words,
    lang,
    number_words,
    per_words,
    period_words,
)
from jalons.foundation.territories.models import Territory
from jalons.kernel import Interval, Period
from jalons.kernel.contracts import IndicatorSheet
from jalons.wording import format_central, format_number, format_span

SHOWN = 30  # lines of the table of what is left out


def headline(indicators: int) -> str:
    """How many indicators have a group that may be shown."""
    if not indicators:
        return _("No group is large enough to be shown yet.")
    return ngettext(
        "%(count)s indicator is shown by group.", "%(count)s indicators are shown by group.",
        indicators,
    ) % {"count": number_words(indicators)}  # fmt: skip


def look_words(kind: str, band: str) -> str:
    """A type and a population band in words."""
    low, _dash, high = band.partition("-")
    words = {
        "kind": capfirst(str(dict(Territory.Kind.choices).get(kind, kind))),
        "low": format_number(int(low or 0), lang(), 0),
        "high": format_number(int(high), lang(), 0) if high else "",
    }
    if not int(low or 0):
        return _("%(kind)s, under %(high)s residents") % words
    if not high:
        return _("%(kind)s, %(low)s residents or more") % words
    return _("%(kind)s, from %(low)s to %(high)s residents") % words


def name_of(indicator: str, sheets: Mapping[str, IndicatorSheet]) -> str:
    """What people call an indicator."""
    return sheets[indicator].name if indicator in sheets else indicator


def counted_words(perimeter: str) -> str:
    """What the figures of a group count."""
    inside, _slash, outside = perimeter.partition(" / ")
    if not inside and not outside:
        return _("the whole territory, nothing left out")
    if not outside:
        return inside
    return _("%(inside)s; left out: %(outside)s") % {"inside": inside or "–", "outside": outside}


def section(shown: ShownGroup, own: OwnValue | None) -> dict[str, Any]:
    """A group: its drawing and its table, or why they are not shown."""
    group, found = shown.group, shown.released.release
    return {
        "period": period_words(Period.parse(group.period)), "method": group.method,
        "counted": counted_words(group.perimeter), "why": why(shown),
        "differs": _differs(own) if own and found else "",
        **(_drawn(group, found, own) if found else {}),
    }  # fmt: skip


def why(shown: ShownGroup) -> str:
    """Why a group is shown as it was, or is not shown."""
    found = shown.released
    if found.standing is ReleaseStanding.RELEASED:
        return ""
    if found.standing is ReleaseStanding.STANDS:
        return _(
            "Fewer than %(least)s territories came or left since: the figures of that day stay, so "
            "that nobody finds theirs by comparing the two."
        ) % {"least": LEAST}  # fmt: skip
    if found.standing is ReleaseStanding.WITHHELD:
        return _("Not shown: compared with what was shown before, it would give somebody away.")
    if shown.members >= LEAST:
        return _("Large enough: it is shown after the next computation.")
    return _("Not shown: fewer than %(least)s territories share a figure that compares.") % {
        "least": LEAST
    }


def _differs(own: OwnValue) -> str:
    names = {"method": _("the method"), "period": _("the period"),
             "perimeter": _("what is counted"), "unit": _("the unit")}  # fmt: skip
    if not own.differs:
        return ""
    differing = ", ".join(names[each] for each in own.differs)
    return _("Your own value does not compare. What differs: %(what)s.") % {"what": differing}


def _drawn(group: ComparedGroup, found: Release, own: OwnValue | None) -> dict[str, Any]:
    unit, *per = group.unit.split("/")
    box = Interval(found.first, found.median, found.third)
    label = ngettext(
        "Median and quartiles of %(count)s territory",
        "Median and quartiles of %(count)s territories", len(found.members),
    ) % {"count": number_words(len(found.members))}  # fmt: skip
    bars, rows = [(_("Half of the group"), box)], [
        (label, format_central(box, unit, lang()), format_span(box, unit, lang()))
    ]  # fmt: skip
    if own and not own.differs:
        here, value = _("Your territory"), Interval.exact(own.value)
        bars.insert(0, (here, value))
        rows.insert(0, (here, format_central(value, unit, lang()), "–"))
    title = look_words(group.kind, group.band)
    columns = (
        Column(_("Group")),
        Column(_("Value"), numeric=True),
        Column(_("Range"), numeric=True),
    )
    return {
        "chart": IntervalBars(title=title, rows=tuple(bars), unit=unit,
                              description=_("The median between the quartiles.")),
        "table": Table(title, columns, tuple(rows), note=per_words(per)),
        "day": day_words(found.day),
    }  # fmt: skip


def left_table(left: Counter[tuple[str, str]]) -> Table | None:
    """What is in no group, by territory, and why."""
    rows = tuple(
        (name, say(f"left.{code}", lang()), number_words(count))
        for (name, code), count in sorted(left.items())[:SHOWN]
    )
    columns = (Column(_("Territory")), Column(_("Why")), Column(_("Figures"), numeric=True))
    note = _("Only the first lines.") if len(left) > SHOWN else ""
    return Table(_("Figures that are in no group"), columns, rows, note=note) if rows else None


def figure(authority: Authority) -> str:
    """What groups come to, in a sentence: for the hub."""
    return headline(len(queries.released_indicators(authority)))
