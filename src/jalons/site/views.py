"""Pages that belong to no room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from jalons.foundation.accounts.access import public
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Milestone, State
from jalons.kernel import Interval
from jalons.strategy.store import manifesto

# What a result looks like, before anybody has one: fictional, and said to be.
_SPECIMEN = Interval(118_000, 148_000, 187_000)


@public
def home(request: HttpRequest) -> HttpResponse:
    """The front door: find your territory."""
    lang = get_language() or "fr"
    path = [
        Milestone(commitment.number, commitment.short.to(lang), state=State.NAMED)
        for commitment in manifesto().commitments
    ]
    context = {
        "path_named": path,
        "specimen": _SPECIMEN,
        "demo": Authority.objects.filter(kind=Authority.Kind.DEMO).first(),
    }
    return render(request, "site/home.html", context)
