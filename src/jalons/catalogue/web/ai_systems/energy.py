"""What a question to a generative model costs, beside what measured recipes use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from jalons.catalogue.engine.ai import footprint
from jalons.catalogue.web.ai_systems import queries
from jalons.catalogue.web.ai_systems.models import AISystem, GenerativeUse
from jalons.catalogue.words import ai as words
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import lang, number_words
from jalons.kernel import Interval
from jalons.tabular.files.writing import csv_file
from jalons.wording import format_interval, format_month

LINES = 36  # of the table by month; the file has them all


@dataclass(frozen=True, slots=True)
class UsedMonth:
    """A model through a system in a month; None is what nobody counted, or cannot be known."""

    month: date
    system: str
    model: str
    requests: int | None
    tokens: int | None
    energy: Interval | None

    @property
    def question(self) -> Interval | None:
        """The energy in Wh of a question: that of the month over its requests."""
        if self.energy is None or not self.requests:
            return None
        return self.energy.scaled(1 / self.requests)


def months(authority: Authority) -> list[UsedMonth]:
    """The generative use of the last twelve months, the latest first."""
    rows = queries.uses(authority).filter(month__gt=timezone.localdate() - queries.YEAR)
    return [used_month(each, str(each.system)) for each in rows]


def used_month(each: GenerativeUse, system: str) -> UsedMonth:
    """A line of the register of use."""
    return UsedMonth(each.month, system, each.model, each.requests, each.output_tokens,
                     queries.energy_of(each))  # fmt: skip


def question_of(found: AISystem) -> Interval | None:
    """The energy of a question to a system of ``queries.systems``, over twelve months."""
    months: Iterable[GenerativeUse] = found.months  # type: ignore[attr-defined]
    since = timezone.localdate() - queries.YEAR
    return question(used_month(each, found.name) for each in months if each.month > since)


def question(rows: Iterable[UsedMonth]) -> Interval | None:
    """The mean energy in Wh of a question, over what is known; None when nothing is."""
    known = [(each.energy, each.requests) for each in rows if each.energy and each.requests]
    whole = footprint.total([energy for energy, _requests in known])
    return whole.scaled(1 / sum(requests for _energy, requests in known)) if whole else None


def recipes(authority: Authority) -> list[tuple[AISystem, float]]:
    """The systems measured here, with the Wh of 1,000 of their answers, an estimate."""
    rows = ((each, each.measured.get("empreinte") or {}) for each in queries.systems(authority))
    return [(each, block["wh_1000"]) for each, block in rows if "wh_1000" in block]


@require_safe
@within_authority(Role.READER)
def page(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The energy of AI on one page: by month, by system, by question."""
    rows = months(authority)
    found, measured = question(rows), recipes(authority)
    unknown = sum(each.energy is None for each in rows)
    uncounted = {str(each) for each in queries.systems(authority)
                 if each.state in queries.LIVE and each.answers.get("technique") == "generative"
                 } - {each.system for each in rows}  # fmt: skip
    return render(request, "catalogue/ai_systems/energy.html", {
        "authority": authority, "systems_title": capfirst(_("AI systems")), "rows": rows,
        "question": found and _wh(found),
        "likened": words.likened(found, lang()) if found else [], "unknown": unknown,
        "by_month": _by_month(rows[:LINES]) if rows else None, "more": len(rows) > LINES,
        "by_system": _by_system(rows) if rows else None, "uncounted": sorted(uncounted),
        "recipes": _recipes(measured) if measured else None,
    })  # fmt: skip


@require_safe
@within_authority(Role.READER)
def file(_request: HttpRequest, authority: Authority) -> HttpResponse:
    """The months as a file."""
    heading = [_("Month"), _("AI system"), _("Model"), pgettext("AI", "requests"),
               _("tokens written"), _("Wh, at least"), _("Wh, at most"),
               _("Wh of a question, at least"), _("Wh of a question, at most")]  # fmt: skip
    lines = [
        [f"{each.month:%Y-%m}", each.system, each.model, each.requests, each.tokens,
         *_ends(each.energy), *_ends(each.question)]
        for each in months(authority)
    ]  # fmt: skip
    name = 'attachment; filename="energie-ia.csv"'
    return HttpResponse(csv_file([heading, *lines]), content_type="text/csv; charset=utf-8",
                        headers={"Content-Disposition": name})  # fmt: skip


def _ends(found: Interval | None) -> tuple[float | None, float | None]:
    return (round(found.low, 4), round(found.high, 4)) if found else (None, None)


def _wh(found: Interval | None) -> str:
    return format_interval(found, "Wh", lang()) if found else _("unknown")


def _by_month(rows: Sequence[UsedMonth]) -> Table:
    names = (_("Month"), _("AI system"), _("Model"), pgettext("AI", "Requests"),
             _("Tokens written"), _("Energy"), _("A question"))  # fmt: skip
    columns = tuple(Column(capfirst(name), numeric=place > 2) for place, name in enumerate(names))
    lines = tuple(
        (format_month(each.month.year, each.month.month, lang()), each.system, each.model,
         number_words(each.requests), number_words(each.tokens),
         words.energy(each.energy, lang()), _wh(each.question))
        for each in rows
    )  # fmt: skip
    return Table(_("Generative use, month by month"), columns, lines)


def _by_system(rows: Sequence[UsedMonth]) -> Table:
    columns = (Column(capfirst(_("AI system"))), Column(pgettext("AI", "Requests"), numeric=True),
               Column(_("Energy"), numeric=True), Column(_("A question"), numeric=True),
               Column(_("What is not known")))  # fmt: skip
    lines = []
    for name in sorted({each.system for each in rows}):
        mine = [each for each in rows if each.system == name]
        counted = [each.requests for each in mine if each.requests is not None]
        total = footprint.total([each.energy for each in mine if each.energy])
        left = sum(each.energy is None for each in mine)
        text = ngettext("%(count)s line without a figure", "%(count)s lines without a figure", left)
        lines.append((name, number_words(sum(counted)) if counted else _("unknown"),
                      words.energy(total, lang()), _wh(question(mine)),
                      text % {"count": left} if left else ""))  # fmt: skip
    return Table(_("Twelve months, system by system"), columns, tuple(lines))


def _recipes(measured: Sequence[tuple[AISystem, float]]) -> Table:
    columns = (
        Column(capfirst(_("AI system"))),
        Column(_("Wh for 1,000 answers, estimate"), numeric=True),
    )
    lines = tuple(
        (Cell(each.name), words.small_wh(found, lang())) for each, found in measured
    )  # fmt: skip
    return Table(_("Recipes measured here"), columns, lines)
