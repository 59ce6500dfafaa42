"""Pages that belong to no room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language

from jalons.foundation.accounts.access import public
from jalons.foundation.accounts.models import Authority
from jalons.foundation.api.problems import ApiError, problem
from jalons.foundation.design.components import Milestone, State
from jalons.kernel import Interval
from jalons.kernel.incidents import new_reference
from jalons.strategy.store import manifesto

API = "/api/"  # whose answers are for machines
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


def broken(request: HttpRequest) -> HttpResponse:
    """What went wrong inside, under a reference that the log writes beside its cause."""
    request.reference = new_reference()  # type: ignore[attr-defined]  # read by logs.Line
    reference: str = request.reference  # type: ignore[attr-defined]
    if request.path_info.startswith(API):
        return problem(ApiError("unexpected", reference=reference))
    return HttpResponse(render_to_string("500.html", {"reference": reference}), status=500)
