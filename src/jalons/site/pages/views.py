"""Pages that belong to no room."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from jalons.foundation.accounts.access import TRIAL_SESSION_KEY, public
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.queries import memberships, trial_named
from jalons.foundation.api.problems import ApiError, problem
from jalons.foundation.design import page_language
from jalons.foundation.rooms import Specimen, provided
from jalons.kernel import Interval
from jalons.kernel.errors import new_reference
from jalons.kernel.logs import subject

MINE = 3  # authorities of a person, named on the first page
API = "/api/"  # whose answers are for machines


# What a result looks like where no demonstration is loaded: fictional, and said to be.
_SPECIMEN = Specimen(Interval(118_000, 148_000, 187_000), 0.75)


@public
def home(request: HttpRequest) -> HttpResponse:
    """The front door: find your territory."""
    demo = Authority.objects.filter(kind=Authority.Kind.DEMO).first()
    named = provided(lambda room: room.web.path)
    user = request.user
    context = {
        "path_named": named(page_language.lang()) if named else [],
        "specimen": specimen(demo) if demo else _SPECIMEN,
        "demo": demo,
        "trial": trial_named(request.session.get(TRIAL_SESSION_KEY, "")),
        "mine": memberships(user=user)[:MINE] if user.is_authenticated else [],
        "host": settings.OPTIONS["HOSTED_BY"],
    }
    return render(request, "site/home.html", context)


def specimen(demo: Authority) -> Specimen:
    """The footprint of the demonstration, so that the first page and the visit agree."""
    measured = provided(lambda room: room.web.specimen)
    return (measured and measured(demo)) or _SPECIMEN


def broken(request: HttpRequest) -> HttpResponse:
    """The page of an internal error, with the reference of its line in the log."""
    named = subject.get()
    reference = named.reference if named else new_reference()
    if request.path_info.startswith(API):
        return problem(ApiError("unexpected", reference=reference))
    return HttpResponse(render_to_string("500.html", {"reference": reference}), status=500)
