"""The page of a year of mediation, its file, the templates for the protection of data."""

from __future__ import annotations

from operator import itemgetter

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import lang
from jalons.foundation.documents.formats import FORMATS
from jalons.foundation.documents.html import fragment
from jalons.foundation.documents.tree import Document
from jalons.foundation.listing.declaration import Column
from jalons.foundation.listing.export import FORMATS as FILES
from jalons.foundation.listing.export import Sheet, export
from jalons.foundation.register.pages import allows
from jalons.foundation.rendering.answers import answer
from jalons.inclusion.documents.skills import SPLIT, TEMPLATES, chapter_blocks, template
from jalons.inclusion.web.skills import queries
from jalons.inclusion.web.skills.models import ErasedMonth
from jalons.inclusion.words.sentences import say
from jalons.inclusion.words.skills import breakdowns, count_words, label, year_sentence
from jalons.kernel.suppression import LEAST


@require_safe
@within_authority(Role.READER)
def year(request: HttpRequest, authority: Authority, year: int = 0) -> HttpResponse:
    """A year: sentence, chart, tables, proofs of erasure."""
    year = year or timezone.localdate().year
    found = queries.sheet(authority, year)
    head, *blocks = chapter_blocks(found, lang())
    del head  # the title of the page says it
    tree = Document(_("Figures of the year"), authority.name, timezone.localdate(), tuple(blocks),
                    lang=lang())  # fmt: skip
    context = {
        "year": year, "years": queries.years(authority), "text": fragment(tree, level=2),
        "sentence": year_sentence(breakdowns(found.counts)[0], year, lang()),
        "is_empty": not (found.counts or found.sessions or found.aids),
        "proofs": [(each, each.count if each.count >= LEAST else None)
                   for each in ErasedMonth.objects.of(authority)],
        "months": queries.retention(authority), "files": FILES, "formats": FORMATS,
        "least": LEAST, "may_write": allows(request, Role.CONTRIBUTOR),
    }  # fmt: skip
    return render(request, "inclusion/skills/year.html", context)


_HEADS = (gettext_lazy("Criterion"), gettext_lazy("Value"), gettext_lazy("Participations"),
          gettext_lazy("Activities"), gettext_lazy("Hours"))  # fmt: skip


@require_safe
@within_authority(Role.READER)
def file(
    request: HttpRequest,  # noqa: ARG001
    authority: Authority,
    kind: str,
    year: int = 0,
) -> HttpResponseBase:
    """The figures of a year as a table, small counts hidden; no activity by itself."""
    if kind not in FILES:
        raise Http404
    year = year or timezone.localdate().year
    found = queries.sheet(authority, year)
    rows = [
        (say(f"skills.head.{one.name}", lang()),
         found.communes.get(each.code) or label(one.name, each.code, lang()),
         count_words(each.people, lang()), *("" if one.name in SPLIT else count_words(value, lang())
                                             for value in (each.activities, each.hours)))
        for one in breakdowns(found.counts) for each in (*one.lines, one.total)
    ]  # fmt: skip
    columns = [Column(words, itemgetter(at)) for at, words in enumerate(_HEADS)]
    return export(kind, f"accompagnement-{year}", Sheet(str(year), columns, rows))


@require_safe
@within_authority(Role.READER)
def document(request: HttpRequest, authority: Authority, name: str, kind: str) -> HttpResponse:
    """A template for the protection of data."""
    if name not in TEMPLATES or kind not in FORMATS:
        raise Http404
    months, day = queries.retention(authority), timezone.localdate()
    return answer(request, authority=authority, kind=kind, name=name,
                  back=reverse("skills_year", args=[authority.slug]),
                  tree=lambda: template(name, authority.name, months, day, lang()))  # fmt: skip
