"""The members that an authority supports, on one page, with what they chose to share."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from jalons.federation.web.comparison import nearby
from jalons.federation.web.comparison.queries import trusted
from jalons.federation.web.sources.models import Source
from jalons.federation.web.sources.register import GOOD, sources, state
from jalons.federation.web.supervision import queries
from jalons.federation.web.supervision.register import helps
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import day_words, number_words, short_moment_words
from jalons.foundation.register.pages import url_of

PER_PAGE, POOLS = 25, 12


@require_safe
@within_authority(Role.READER)
def members(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The territories that are read, with their consent: each shares what it chose to."""
    rows = trusted(authority).order_by("name")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    found = queries.supported(authority, list(page))
    stale = rows.exclude(status__in=GOOD).count()
    return render(request, "federation/supervision/members.html", {
        "page": page, "table": _table(found), "sentence": sentence(page.paginator.count, stale),
        "pooled": _pooled(queries.pooled(authority, timezone.localdate())),
        "helps": helps.headline(authority),
    })  # fmt: skip


def sentence(count: int, stale: int) -> str:
    """How many members, and how many were not read well."""
    if not count:
        return _("No territory shares its state with you yet.")
    words = ngettext("%(count)s territory shares its state with you",
                     "%(count)s territories share their state with you", count)  # fmt: skip
    more = ngettext(", %(count)s was not read well the last time.",
                    ", %(count)s were not read well the last time.", stale)  # fmt: skip
    said = words % {"count": number_words(count)}
    return said + (more % {"count": number_words(stale)} if stale else ".")


def figure(authority: Authority) -> str:
    """How many members, in a sentence: for the hub."""
    return sentence(trusted(authority).count(), 0)


def _table(rows: Sequence[queries.SupportedMember]) -> Table | None:
    columns = (
        Column(_("Territory")), Column(_("Last reading")), Column(_("Files"), numeric=True),
        Column(_("Diagnosis"), numeric=True), Column(_("Its questions")),
        Column(_("Help under way"), numeric=True),
    )  # fmt: skip
    lines = tuple(
        (Cell(str(each.source), url=url_of(sources, each.source)), _reading(each.source),
         number_words(each.files), *_diagnosis(each.diagnosis), number_words(each.waits))
        for each in rows
    )  # fmt: skip
    note = _("A dash: the territory did not choose to share it.")
    return Table(_("Territories you support"), columns, lines, note=note) if lines else None


def _reading(source: Source) -> Cell:
    found = state(source)
    when = short_moment_words(source.checked_at) if source.checked_at else ""
    return Cell(when, mark=found.mark, mark_kind=found.mark_kind)


def _diagnosis(found: queries.SharedDiagnosis | None) -> tuple[str, str]:
    if found is None:
        return "–", "–"
    score = number_words(found.score, 0) if found.score is not None else "–"
    return score, _("%(questions)s, %(day)s") % {
        "questions": found.questions, "day": day_words(found.made_on)
    }  # fmt: skip


def _pooled(found: Sequence[queries.PooledNeed]) -> Table | None:
    subjects = dict(nearby.subject_choices())
    columns = (Column(pgettext("notice", "About")), Column(_("Needs")),
               Column(_("Territories"), numeric=True),
               Column(_("Quantity"), numeric=True))  # fmt: skip
    lines = tuple(
        (subjects.get(each.subject, each.subject), ", ".join(dict.fromkeys(each.titles)),
         number_words(len(each.members)), _quantity(each))
        for each in found[:POOLS]
    )  # fmt: skip
    return Table(_("Needs that several territories have"), columns, lines) if lines else None


def _quantity(pool: queries.PooledNeed) -> str:
    if not pool.quantity:
        return "–"
    said = f"{number_words(pool.quantity)} {pool.unit}".strip()
    if not pool.unsaid:
        return said
    more = ngettext(
        "%(said)s, and %(count)s need that does not say how much",
        "%(said)s, and %(count)s needs that do not say how much",
        pool.unsaid,
    )
    return more % {"said": said, "count": number_words(pool.unsaid)}
