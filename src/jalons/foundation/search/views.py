"""The page of results. Nothing of what people look for is stored, nor written to a log."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import number_words
from jalons.foundation.search.finders import MOST, SHOWN, Finder, Findings, Search, finders
from jalons.wording import NO_BREAK

LONGEST = 100  # characters


@dataclass(frozen=True, slots=True)
class Group:
    """The results of a kind; ``link`` leads to more when some are ``left`` out."""

    title: str | Promise
    counted: str
    findings: Findings
    left: bool
    link: str


@require_safe
@within_authority(Role.READER)
def results(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What has the words of ``q``, by kind; one kind alone with ``dans``."""
    text = " ".join(request.GET.get("q", "").split())[:LONGEST]
    alone = [finder for finder in finders() if finder.kind == request.GET.get("dans")]
    limit, role = MOST if alone else SHOWN, request.role  # type: ignore[attr-defined]
    search = Search(authority, role, request.user, text, limit)
    wanted = (alone or finders()) if search.words else ()
    found = [(each, each.find(search)) for each in wanted]
    groups = [_group(search, *each, alone=bool(alone)) for each in found if each[1].total]
    context = {
        "q": text,
        "words": search.words,
        "groups": groups,
        "counted": ", ".join(group.counted for group in groups),
        "alone": bool(alone),
        "shown": MOST,
        "elsewhere": [each for _finder, findings in found for each in findings.elsewhere],
    }
    return render(request, "search/results.html", context)


def _group(search: Search, finder: Finder, findings: Findings, *, alone: bool) -> Group:
    counted = finder.counted(findings.total).replace(" ", NO_BREAK, 1)
    counted %= {"count": number_words(findings.total)}
    if findings.more:
        counted = _("more than %(counted)s") % {"counted": counted}
    here = "" if alone else search.address("search", q=search.text, dans=finder.kind)
    left = findings.more or findings.total > len(findings.found)
    return Group(finder.title, counted, findings, left, findings.url or here)
