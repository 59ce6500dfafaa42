"""The first screen of a result: what to check, what weighs most, what would change it, the tabs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons import wording
from jalons.footprint.engine.analysis.heaviest import Heaviest, heaviest
from jalons.footprint.engine.analysis.indicators import CLIMATE, stage_share
from jalons.footprint.engine.assessment.cautions import warnings_first
from jalons.footprint.engine.assessment.results import Assessment
from jalons.footprint.engine.factors.pack import LIFE_STAGES, Pack, Stage
from jalons.footprint.engine.inventory.line import Notice, Reason
from jalons.footprint.store import load_pack
from jalons.footprint.web.inventories.lookups import page_of
from jalons.footprint.web.inventories.models import AssessedInventory
from jalons.footprint.web.labels import KG, stage
from jalons.footprint.web.scenarios.proposals import Proposal
from jalons.footprint.words.figures import count, lowered, named, percent
from jalons.footprint.words.perimeter import short_uncovered
from jalons.footprint.words.summary import notice_lines
from jalons.foundation.design.components import Tab
from jalons.foundation.design.drawings.charts import Series, StackedBars
from jalons.kernel import Interval

VIEWS = ("detail", "non-compte", "methode", "exporter")
WORTH_NAMING = 0.01  # of the devices: below, their names would change nothing one can see
MOSTLY = 0.5
DOMINANT, DOUBTED = "line_dominates", "rows_doubted"
BY_STAFF = frozenset({"many_devices_per_staff", "few_computers_per_staff"})


@dataclass(frozen=True, slots=True)
class ResultAlert:
    """Something to check before a result is used: a sentence, and where to check it.

    ``readable``: readers too may open that page.
    """

    text: str
    url: str
    label: str
    readable: bool = False


def first_screen(assessment: Assessment, pack: Pack, lang: str) -> dict[str, Any]:
    """What the sentence, its band and the chart beside it need."""
    made = stage_share(assessment, Stage.MANUFACTURING)
    used = stage_share(assessment, Stage.USE)
    odd = any(each.code in BY_STAFF for each in assessment.notices)
    return {
        "total": assessment.impact(CLIMATE).value,
        "unit": KG,
        "per_device": assessment.per_device(CLIMATE) if assessment.quantity else None,
        "per_staff": None if odd else assessment.per_staff(CLIMATE),
        "devices": round(assessment.quantity),
        "mostly": "made" if made.low > MOSTLY else "used" if used.low > MOSTLY else "",
        "beyond": short_uncovered(assessment, lang),
        "unassessed": round(sum(each.quantity for each in assessment.unassessed)),
        "heaviest_chart": _chart(heaviest(assessment), assessment, pack, lang),
    }


def _chart(found: Heaviest, assessment: Assessment, pack: Pack, lang: str) -> StackedBars:
    """The heaviest kinds in the unit of the total, under what they show."""
    values = [each.value for each in found.parts]
    together = len(found.parts[-1].devices) > 1
    labels = [named(pack.devices[each.devices[0]].plural, lang) for each in found.parts]
    title = _finding(found, pack, lang)
    if together:
        labels[-1] = _("%(count)s other kinds") % {"count": len(found.parts[-1].devices)}
    if len(found.parts) == 1:  # nothing to compare among kinds: the stages of its life
        title = _("%(name)s: the footprint of a year, by stage of life") % {"name": labels[0]}
        known = {each.stage: each.value for each in assessment.impacts if each.criterion == CLIMATE}
        labels = [stage(each, lang) for each in LIFE_STAGES if each in known]
        values = [known[each] for each in LIFE_STAGES if each in known]
    factor, written = wording.scale_of(KG, assessment.impact(CLIMATE).value.mid, lang)
    words = tuple(
        wording.with_unit(wording.show(each.scaled(1 / factor), "", lang).mid, written, lang)
        for each in values
    )
    last = [False] * (len(values) - 1) + [together]
    series = tuple(
        Series(
            "", tuple(v.mid if pick is one else 0.0 for v, one in zip(values, last, strict=True))
        )
        for pick in (False, True)
    )
    said = _("Footprint of a year")
    return StackedBars(title, tuple(labels), series, KG, variable=said, beside=words)


def _finding(found: Heaviest, pack: Pack, lang: str) -> str:
    """What the chart shows: a rank is claimed only when it is sure."""
    names = [named(pack.devices[each].plural, lang) for each in found.leading]
    names = [names[0], *map(lowered, names[1:])]
    values = {"names": wording.join_words(names, lang), "share": percent(found.share.mid, lang)}
    if found.sure:
        return _("%(names)s weigh most: about %(share)s of the footprint of a year") % values
    return _("%(names)s: about %(share)s of the footprint of a year") % values


def alerts(assessed: AssessedInventory, notices: Iterable[Notice], lang: str) -> list[ResultAlert]:
    """Rows so heavy that a typing error there would change the result, then the other doubts."""
    first, _rest = warnings_first(notices)
    dominant = [each for each in first if each.code == DOMINANT]
    found = [_rows_alert(assessed, dominant, lang)] if dominant else []
    for each in first:
        if each.code == DOUBTED:
            found.append(_rows_alert(assessed, [each], lang))
        elif each.code != DOMINANT:
            text = notice_lines([each], load_pack(), lang)[0][0]
            url = page_of(assessed, "footprint_columns")
            found.append(ResultAlert(text, url, _("Review the columns")))
    return found


def unknown_devices(assessment: Assessment) -> int:
    """The devices of unknown kinds when naming them would show; else 0."""
    kinds = (each for each in assessment.exclusions if each.reason is Reason.UNKNOWN_TYPE)
    unknown = sum(each.quantity for each in kinds)
    return round(unknown) if unknown > WORTH_NAMING * (assessment.quantity + unknown) else 0


def _rows_alert(assessed: AssessedInventory, notices: Sequence[Notice], lang: str) -> ResultAlert:
    """What some notices say of some rows, and the page of these rows and no other."""
    places = [place for each in notices for place in _places(each)]
    query = urlencode({"ligne": places}, doseq=True)
    text = " ".join(sentence for sentence, _hint in notice_lines(notices, load_pack(), lang))
    label = ngettext("Check this row", "Check these rows", len(places))
    url = f"{page_of(assessed, 'footprint_lines')}?{query}"
    return ResultAlert(text, url, label, readable=True)


def _places(notice: Notice) -> list[str]:
    """The rows a notice names, each after its sheet."""
    if notice.where is None:
        return []
    listed = str(notice.params.get("lines", notice.where.row)).split(", ")
    return [f"{notice.where.sheet}:{row}" for row in listed if row.isdigit()]


def cards(proposals: Iterable[Proposal], total: Interval, lang: str) -> list[dict[str, Any]]:
    """The cards of proposals, in the unit of the total; a gain that may read as none is empty."""
    factor, written = wording.scale_of(KG, total.mid, lang)
    found = []
    for each in proposals:
        value = each.gain.scaled(1 / factor)
        if round(value.high, -value.place) >= 0:
            value = Interval(value.low, value.mid, max(0.0, round(value.high, -value.place)))
        shown = wording.show(value, "", lang)
        gain, high = (wording.with_unit(text, written, lang) for text in (shown.mid, shown.high))
        span = _("Between %(low)s and %(high)s.") % {"low": shown.low, "high": high}
        found.append({"proposal": each, "gain": gain if value.high < 0 else "", "span": span})
    return found


def tabs(wanted: str, left_out: int, lang: str) -> tuple[str, list[Tab]]:
    """The view an address names, the detail by default, and the tabs."""
    current = wanted if wanted in VIEWS else VIEWS[0]
    labels = (_("Detail"), _("Not counted"), _("Method and sources"), _("Export"))
    counts = {"non-compte": count(left_out, lang) if left_out else ""}
    return current, [
        Tab(label, f"?voir={view}#voir", view == current, counts.get(view, ""))
        for view, label in zip(VIEWS, labels, strict=True)
    ]
