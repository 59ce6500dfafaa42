"""The public pages in words: each the HTML of one part of what an authority shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import batched

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.design.charts import IntervalBars, Line
from jalons.foundation.design.components import Column, Milestone, State, Table
from jalons.foundation.design.numbers import format_central, format_percent, format_span
from jalons.kernel import Interval
from jalons.strategy.engine.publication import (
    PublicAction,
    PublicActor,
    PublicCommitment,
    PublicIndicator,
    PublicTerritory,
    Shelf,
)
from jalons.strategy.engine.roadmap import Pace
from jalons.strategy.store import catalogue, manifesto
from jalons.strategy.web.figures import day_words, lang, method_words, per_words, period_words
from jalons.strategy.web.models import StoredObservation
from jalons.strategy.web.publication.places import DATA, FEED, FORMATS, PAGES, Places
from jalons.strategy.web.roadmap import wording
from jalons.strategy.web.roadmap.models import Action
from jalons.strategy.words import natures
from jalons.strategy.words.path import walked_words

PER_PAGE = {"engagements": 9, "actions": 12, "indicateurs": 6, "documents": 20,
            "acteurs": 30, "changements": 40}  # fmt: skip
_SHELF_PAGE = {
    Shelf.COMMITMENTS: "engagements",
    Shelf.ACTIONS: "actions",
    Shelf.INDICATORS: "indicateurs",
    Shelf.DOCUMENTS: "documents",
    Shelf.ACTORS: "acteurs",
}


@dataclass(frozen=True, slots=True)
class Way:
    """An entry of the menu of a public page."""

    label: str
    url: str
    current: bool


def titles() -> dict[str, str]:
    """The name of each page."""
    return {
        "index": _("Overview"),
        "engagements": _("Commitments"),
        "actions": _("Actions"),
        "indicateurs": _("Indicators"),
        "documents": _("Documents"),
        "acteurs": _("Actors"),
        "changements": _("What changed"),
    }


def sentence(shown: PublicTerritory) -> str:
    """What is so, in one sentence; only of what is shown."""
    count = len(shown.actions)
    if count and shown.late:
        return _("%(actions)s, %(late)s.") % {
            "actions": _actions_words(count),
            "late": ngettext("%(count)s of them is late", "%(count)s of them are late", shown.late)
            % {"count": shown.late},
        }
    if count:
        return _("%(actions)s, none known to be late.") % {"actions": _actions_words(count)}
    return _("What %(name)s commits to, and what is measured of it.") % {"name": shown.name}


def _actions_words(count: int) -> str:
    return ngettext("%(count)s action published", "%(count)s actions published", count) % {
        "count": count
    }


def parts(shown: PublicTerritory, name: str) -> list[tuple[object, ...]]:
    """What a page shows, cut into its following pages; at least one, even empty."""
    held: dict[str, Sequence[object]] = {
        "engagements": shown.commitments,
        "actions": shown.actions,
        "indicateurs": shown.indicators,
        "documents": shown.documents,
        "acteurs": shown.actors,
        "changements": shown.changes,
    }
    if name == "index":
        return [()]
    return list(batched(held[name], PER_PAGE[name])) or [()]


def render(
    shown: PublicTerritory, name: str, number: int, places: Places, *, preview: bool = False
) -> str:
    """The HTML of one page, whole; it needs no visitor."""
    cut = parts(shown, name)
    number = min(max(number, 1), len(cut))
    rows = cut[number - 1]
    known = titles()
    return render_to_string(
        f"strategy/publication/{name}.html",
        {
            "shown": shown,
            "places": places,
            "style": places.style,
            "icon": places.icon,
            "feed": places.data(FEED),
            "title": known[name],
            "home": places.page("index"),
            "menu": [
                Way(label, places.page(each), each == name)
                for each, label in known.items()
                if each in {"index", name} or parts(shown, each)[0]
            ],
            "number": number,
            "count": len(cut),
            "before": places.page(name, number - 1) if number > 1 else "",
            "after": places.page(name, number + 1) if number < len(cut) else "",
            "preview": preview,
            **_SAY[name](shown, rows, places),
        },
    )


# Each page ----------------------------------------------------------------------------------------


def _index(shown: PublicTerritory, _rows: object, places: Places) -> dict[str, object]:
    address = shown.contact_address
    files = [(name, places.data(name)) for name in DATA]
    return {
        "sentence": sentence(shown),
        "milestones": _path(shown, places) if shown.commitments else (),
        "contact_url": (
            f"mailto:{address}" if "@" in address else address if address.startswith("http") else ""
        ),
        "files": [pair for pair in files if has_data(shown, pair[0])],
        "latest": [
            (change, places.page(_SHELF_PAGE[change.shelf]), _day(change.when))
            for change in shown.changes[:5]
        ],
    }


def has_data(shown: PublicTerritory, name: str) -> bool:
    """Whether a data file would hold anything."""
    return {
        "diagnostic.json": bool(shown.commitments),
        "actions.json": bool(shown.actions),
        "indicateurs.csv": bool(shown.indicators),
        "indicateurs.csv-metadata.json": bool(shown.indicators),
        "acteurs.json": bool(shown.actors),
    }.get(name, True)


def _path(shown: PublicTerritory, places: Places) -> tuple[Milestone, ...]:
    """The nine stakes; those of commitments that are not shown are only named."""
    held = {each.number: each for each in shown.commitments}
    return tuple(
        Milestone(
            number=each.number,
            label=each.short.to(lang()),
            status=_progress(held[each.number]) if each.number in held else "",
            state=_stake(held[each.number]) if each.number in held else State.NAMED,
            url=f"{places.page('engagements')}#e{each.number}" if each.number in held else "",
        )
        for each in manifesto().commitments
    )


def _stake(each: PublicCommitment) -> State:
    far = each.walked
    if far is None or not far.answered:
        return State.UNKNOWN
    return State.REACHED if far.reached else State.WALKING if far.begun else State.MEASURED


def _progress(each: PublicCommitment) -> str:
    far = each.walked
    if far is None or not far.answered:
        return _("not answered yet")
    if not far.milestones:
        return _("not concerned")
    return walked_words(far, lang())


def _commitments(
    _shown: PublicTerritory, rows: Sequence[PublicCommitment], _places: Places
) -> dict[str, object]:
    words = {
        "reached": ("ok", _("reached")),
        "contradicted": ("walk", _("reached by the answers, not by the indicators")),
        "essential": ("ok", _("the essential is done")),
        "under_way": ("walk", _("on the way")),
        "ahead": ("idle", _("ahead")),
        "not_concerned": ("idle", _("not concerned")),
        "beyond": ("idle", _("not asked")),
    }
    return {
        "cards": [
            {
                "each": each,
                "progress": _progress(each),
                "shares": [
                    (label, format_percent(share, lang=lang()))
                    for label, share in (
                        (_("Done"), each.done),
                        (_("Planned"), each.planned),
                        (_("Not done"), each.not_done),
                        (_("Not known"), each.unknown),
                    )
                    if share is not None
                ],
                "milestones": [(step, *words[step.progress]) for step in each.milestones],
            }
            for each in rows
        ]
    }


def _actions(
    _shown: PublicTerritory, rows: Sequence[PublicAction], _places: Places
) -> dict[str, object]:
    statuses = dict(Action.Status.choices)
    return {
        "rows": [
            {
                "each": each,
                "status": str(statuses.get(each.status, each.status)),
                "pace": wording.pace(Pace(each.pace)),
                "departments": ", ".join(each.departments),
                "start": day_words(each.start) if each.start else "",
                "end": day_words(each.end) if each.end else "",
                "commitments": [wording.commitment(number) for number in each.commitments],
            }
            for each in rows
        ]
    }


def _indicators(
    _shown: PublicTerritory, rows: Sequence[PublicIndicator], _places: Places
) -> dict[str, object]:
    return {"rows": [_indicator(each) for each in rows]}


def _indicator(each: PublicIndicator) -> dict[str, object]:
    head, *per = each.unit.split("/")
    latest = each.values[-1] if each.values else None
    objective = each.objective
    return {
        "each": each,
        "latest": latest,
        "value": latest.value if latest else None,
        "unit": head,
        "label": f"{per_words(per)} · {period_words(latest.period)}".strip(" ·") if latest else "",
        "target": _("%(value)s by %(day)s, from %(baseline)s on %(start)s")
        % {
            "value": format_central(Interval.exact(objective.target), head, lang()),
            "day": day_words(objective.target_on),
            "baseline": format_central(Interval.exact(objective.baseline), head, lang()),
            "start": day_words(objective.baseline_on),
        }
        if objective
        else "",
        "sources": "; ".join(latest.sources) if latest else "",
        "included": ", ".join(latest.included) if latest else "",
        "excluded": ", ".join(latest.excluded) if latest else "",
        "table": _values(each, head) if len(each.values) > 1 else None,
        "chart": _chart(each, head) if len(each.values) > 1 else None,
        "note": each.note,
        "method": method_words(latest.method) if latest else "",
    }


def _values(each: PublicIndicator, unit: str) -> Table:
    how, nature = StoredObservation.HowKnown, natures.nature(catalogue().get(each.id), lang())
    return Table(
        caption=_("%(name)s by period") % {"name": each.name},
        columns=(
            Column(_("Period")),
            Column(_("Value"), numeric=True),
            Column(_("Range"), numeric=True),
            Column(_("Status")),
        ),
        rows=tuple(
            (
                period_words(value.period),
                format_central(value.value, unit, lang()),
                _("exact")
                if value.value.low == value.value.high
                else format_span(value.value, unit, lang()),
                nature or str(how(value.status).label),
            )
            for value in reversed(each.values[-6:])
        ),
    )


def _chart(each: PublicIndicator, unit: str) -> Line | IntervalBars:
    """A line joins values only when they count the same thing the same way."""
    shown = each.values[-6:]
    points = tuple((period_words(value.period), value.value) for value in shown)
    alike = {(value.method, value.included, value.excluded) for value in shown}
    if len(alike) > 1:
        return IntervalBars(title=each.name, rows=points, unit=unit)
    target = each.objective
    return Line(
        title=each.name,
        points=points,
        unit=unit,
        target=target.target if target else None,
        target_label=_("own objective") if target else "",
        days=tuple(value.period.start for value in shown),
    )


def _documents(shown: PublicTerritory, _rows: object, places: Places) -> dict[str, object]:
    return {
        "rows": [
            (
                each,
                day_words(each.signed),
                [(kind.upper(), places.document(each.id, each.file, kind)) for kind in FORMATS],
            )
            for each in shown.documents
        ]
    }


def _actors_page(
    _shown: PublicTerritory, rows: Sequence[PublicActor], _places: Places
) -> dict[str, object]:
    return {"rows": rows}


def _changes(shown: PublicTerritory, rows: Sequence[object], places: Places) -> dict[str, object]:
    held = set(map(id, rows))
    return {
        "rows": [
            (change, places.page(_SHELF_PAGE[change.shelf]), _day(change.when))
            for change in shown.changes
            if id(change) in held
        ]
    }


def _day(when: object) -> str:
    return date_format(when, "DATE_FORMAT")  # type: ignore[arg-type]  # a moment, in local time


_SAY: dict[str, Callable[..., dict[str, object]]] = {
    "index": _index,
    "engagements": _commitments,
    "actions": _actions,
    "indicateurs": _indicators,
    "documents": _documents,
    "acteurs": _actors_page,
    "changements": _changes,
}

__all__ = ["PAGES", "has_data", "parts", "render", "sentence", "titles"]
