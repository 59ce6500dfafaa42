"""The members that an authority supports, on one page, with what they chose to share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
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
from jalons.foundation.listing.declaration import Column as ListColumn
from jalons.foundation.listing.export import FORMATS, Sheet, export
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
        "page": page, "table": _table(found), "late": _duties(found),
        "formats": FORMATS, "sentence": sentence(page.paginator.count, stale),
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
    columns = tuple(Column(str(each.label), numeric=each.numeric) for each in MEMBERS)
    lines = tuple(tuple(each.of(row) for each in MEMBERS) for row in rows)
    note = _("A dash: the territory did not choose to share it.")
    return Table(_("Territories you support"), columns, lines, note=note) if lines else None


def _reading(source: Source) -> Cell:
    found = state(source)
    when = short_moment_words(source.checked_at) if source.checked_at else ""
    return Cell(when, mark=found.mark, mark_kind=found.mark_kind)


def _late(found: queries.SharedDuties | None) -> Cell | str:
    """How many duties are late, as the member says; of how many it says nothing."""
    if found is None:
        return "–"
    count = number_words(len(found.late))
    if found.to_check:
        count = _("%(late)s, %(count)s to check") % {"late": count, "count": found.to_check}
    return Cell(count, mark=_("late"), mark_kind="late") if found.late else count


def _diagnosis(found: queries.SharedDiagnosis | None) -> str:
    if found is None or found.score is None:
        return "–"
    score = number_words(found.score, 0)
    return _("%(score)s out of 100: %(questions)s, %(day)s") % {
        "score": score, "questions": found.questions, "day": day_words(found.made_on)
    }  # fmt: skip


MEMBERS = (
    ListColumn(gettext_lazy("Territory"),
               lambda each: Cell(str(each.source), url=url_of(sources, each.source))),
    ListColumn(gettext_lazy("Last reading"), lambda each: _reading(each.source)),
    ListColumn(gettext_lazy("Files"), lambda each: each.files, numeric=True),
    ListColumn(gettext_lazy("Late duties"), lambda each: _late(each.duties), numeric=True),
    ListColumn(gettext_lazy("Diagnosis"), lambda each: _diagnosis(each.diagnosis)),
    ListColumn(gettext_lazy("Help under way"), lambda each: each.waits, numeric=True),
)  # fmt: skip


def _duties(rows: Sequence[queries.SupportedMember]) -> Table | None:
    """The duties that the members of the page say are late, the oldest first."""
    late = sorted(((duty.since or date.max, each, duty) for each in rows if each.duties
                   for duty in each.duties.late), key=lambda line: line[0])  # fmt: skip
    columns = (Column(_("Territory")), Column(_("What the law requires")), Column(_("Since")),
               Column(_("Text")))  # fmt: skip
    lines = tuple(
        (str(each.source), duty.title,
         day_words(duty.since) if duty.since else "–", duty.law or "–")
        for _day, each, duty in late[:PER_PAGE]
    )  # fmt: skip
    note = _("Each territory says so itself, by its answers to the diagnosis.")
    if len(late) > PER_PAGE:
        note = f"{note} {_('The %(count)s oldest are shown.') % {'count': PER_PAGE}}"
    return Table(_("Duties of the law that are late"), columns, lines, note=note) if lines else None


@require_safe
@within_authority(Role.READER)
def download(_request: HttpRequest, authority: Authority, kind: str) -> HttpResponseBase:
    """The same members as a file, all of them."""
    if kind not in FORMATS:
        raise Http404
    found = queries.supported(authority, list(trusted(authority).order_by("name")))
    return export(kind, "territoires-accompagnes",
                  Sheet(_("Territories you support"), list(MEMBERS), found))  # fmt: skip


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
