"""The page of the territory in words: a sentence, tables, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Row, Table
from jalons.foundation.design.drawings.charts import IntervalBars
from jalons.foundation.design.drawings.scale import nice_top
from jalons.foundation.design.page_language import lang
from jalons.kernel import Source
from jalons.strategy.engine.territory.estimate import Estimate, EstimatedPart
from jalons.strategy.engine.territory.known import REPLACING, Known, KnownName, fibre_share
from jalons.strategy.engine.territory.national import Key, National
from jalons.strategy.web.territory.wording import (
    KEYS,
    range_words,
    title,
    value_words,
    vintage_words,
)
from jalons.wording import (
    format_central,
    format_interval,
    format_number,
    format_percent,
    format_quantity,
    format_span,
)

TONNES, KILOGRAMS = "t CO2 eq", "kg CO2 eq"
FACTS = tuple(name for name in KnownName if name not in REPLACING)


def sentence(estimate: Estimate | None) -> str:
    if estimate is None:
        return _("The residents of this territory are not known: nothing can be estimated yet.")
    values = {"value": format_central(estimate.total, TONNES, lang())}
    if estimate.whole:
        return (
            _("The digital technology used here weighs %(value)s a year, says a local study.")
            % values
        )
    return (
        _("The digital technology used here weighs about %(value)s a year: an estimate.") % values
    )


def lead(estimate: Estimate) -> str:
    words = {"range": format_interval(estimate.total, TONNES, lang())}
    if estimate.per_resident is None:
        return _("It lies %(range)s a year.") % words
    words["each"] = format_central(estimate.per_resident, KILOGRAMS, lang())
    return _("It lies %(range)s a year: about %(each)s for each resident.") % words


def scale(estimate: Estimate) -> str:
    top = format_quantity(nice_top(estimate.total.high), TONNES, lang())
    return _("Scale from 0 to %(top)s.") % {"top": top}


def chart(estimate: Estimate) -> IntervalBars:
    """The parts on one scale; the heaviest is named only when no range reaches it."""
    first, *others = sorted(estimate.parts, key=lambda each: -each.value.mid)
    sure = all(each.value.high < first.value.low for each in others)
    named = _("%(name)s: the heaviest part") % {"name": first.figure.name.to(lang())}
    return IntervalBars(
        title=named
        if sure
        else _("The ranges of the two largest parts overlap: their order is not sure"),
        variable=_("What it is made of"),
        rows=tuple((part.figure.name.to(lang()), part.value) for part in estimate.parts),
        unit=TONNES,
        description=_("The central value of each part within its range."),
    )


def parts_table(authority: Authority, estimate: Estimate, *, may_edit: bool) -> Table:
    """The parts of the footprint with their keys, and boxes apart."""
    rows = [_part_row(authority, part, TONNES, may_edit=may_edit) for part in estimate.parts]
    total = (
        _("Whole territory"),
        format_central(estimate.total, TONNES, lang()),
        format_span(estimate.total, TONNES, lang()),
        "",
        _("local study") if estimate.whole else "",
    )
    if estimate.boxes:
        rows.append(_part_row(authority, estimate.boxes, "MWh", may_edit=may_edit))
    return Table(
        caption=_("Estimated footprint of the territory, from national averages"),
        note=_("a year; the electricity of boxes is already counted in networks"),
        columns=(
            Column(_("Part")),
            Column(_("Value"), numeric=True),
            Column(_("Range"), numeric=True),
            Column(_("Allocated by")),
            Column(_("Comes from")),
        ),
        rows=tuple(rows),
        total=total,
    )


def _part_row(authority: Authority, part: EstimatedPart, unit: str, *, may_edit: bool) -> Row:
    address = figure_address(authority, part.figure.id) if may_edit else ""
    return (
        Cell(part.figure.name.to(lang()), url=address),
        format_central(part.value, unit, lang()),
        format_span(part.value, unit, lang()),
        keys_words(part),
        origin_words(part),
    )


def keys_words(part: EstimatedPart) -> str:
    """The keys known here that allocated a part; those that are not known only widen its range."""
    if part.local:
        return "—"
    return ", ".join(str(KEYS[key]) for key in part.figure.keys if key not in part.missing)


def origin_words(part: EstimatedPart) -> str:
    """The national average of a year, or a local figure."""
    if part.local:
        year = vintage_words(part.local.as_of)
        return _("local figure, %(year)s: %(source)s") % {
            "year": year,
            "source": part.local.source,
        }
    return _("national average, %(year)s") % {"year": part.figure.year}


def figure_address(authority: Authority, name: str) -> str:
    return reverse("territory_figure", args=[authority.slug, name])


@dataclass(frozen=True, slots=True)
class FactLine:
    """A use or a count of the territory: what is known, or that it is not."""

    name: str
    value: str
    vintage: str
    source: str
    link: str
    doubt: str
    url: str


def facts(authority: Authority, known: Mapping[KnownName, Known]) -> list[FactLine]:
    """What is known of the territory beside its footprint."""
    return [_fact(authority, known[name]) for name in FACTS if name in known]


def _fact(authority: Authority, each: Known) -> FactLine:
    doubts = []
    if each.missing:
        words = ngettext(
            "at least: %(count)s municipality has no value",
            "at least: %(count)s municipalities have no value",
            each.missing,
        )
        doubts.append(words % {"count": each.missing})
    if each.inferred:
        doubts.append(_("to be confirmed: a code had lost its first zero"))
    return FactLine(
        title(each.name), value_words(each), vintage_words(each.as_of), each.source, each.link,
        "; ".join(doubts), figure_address(authority, each.name.value),
    )  # fmt: skip


def fibre_words(known: Mapping[KnownName, Known]) -> str:
    share = fibre_share(known)
    if share is None:
        return ""
    return _("%(share)s of the premises can be connected to fibre (%(day)s).") % {
        "share": format_percent(share, lang(), 0),
        "day": vintage_words(known[KnownName.FIBRE].as_of),
    }


def residents_words(estimate: Estimate | None) -> str:
    """How many residents the estimate stands on."""
    if estimate is None or not estimate.residents:
        return ""
    return _("%(count)s residents, the sum of the municipalities.") % {
        "count": format_number(estimate.residents, lang(), 0)
    }


def missing(estimate: Estimate | None, known: Mapping[KnownName, Known]) -> list[str]:
    lines = []
    if estimate is None:
        return [_("Residents: link the workspace to its territory, or type their number.")]
    if Key.FIRMS in estimate.missing:
        lines.append(_("Establishments: the INSEE file “comparateur de territoires” has them."))
    if Key.HOUSEHOLDS in estimate.missing:
        lines.append(_("Households: the same INSEE file has them."))
    if fibre_share(known) is None:
        lines.append(_("Fibre: the quarterly file of Arcep, by municipality."))
    if KnownName.CENTRE_ELECTRICITY not in known:
        lines.append(_("Data centres of the territory: their operators publish their electricity."))
    return lines


def sources(national: National) -> list[Source]:
    found = [
        national.source, national.boxes.source, *(each.source for each in national.earlier),
        national.spread_source, national.uncertainty_source,
    ]  # fmt: skip
    return list(dict.fromkeys(found))


def earlier_words(national: National) -> list[str]:
    """The former national figures, with what they counted."""
    return [
        _("%(value)s in %(year)s, %(perimeter)s")
        % {
            "value": format_quantity(each.value, TONNES, lang()),
            "year": each.year,
            "perimeter": each.perimeter.to(lang()),
        }
        for each in national.earlier
    ]


def label(found: Known) -> str:
    span = range_words(found)
    bounds = f" ({span})" if span else ""
    return f"{title(found.name)} {value_words(found)}{bounds}, {vintage_words(found.as_of)}"
