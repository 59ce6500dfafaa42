"""Pages that belong to no room."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from jalons.foundation.accounts.access import public
from jalons.foundation.accounts.models import Authority
from jalons.foundation.api.problems import ApiError, problem
from jalons.foundation.design import page_language
from jalons.foundation.design.components import Milestone, State
from jalons.kernel import Interval, Quantity
from jalons.kernel.incidents import new_reference
from jalons.strategy.store import manifesto
from jalons.strategy.web.queries import latest

API = "/api/"  # whose answers are for machines
_UNIT = "kg CO2 eq"


@dataclass(frozen=True, slots=True)
class Specimen:
    """A footprint in kg CO2 eq a year, and the share of it that comes from manufacturing."""

    total: Interval
    manufacture: float


# What a result looks like where no demonstration is loaded: fictional, and said to be.
_SPECIMEN = Specimen(Interval(118_000, 148_000, 187_000), 0.75)


@public
def home(request: HttpRequest) -> HttpResponse:
    """The front door: find your territory."""
    lang = page_language.lang()
    demo = Authority.objects.filter(kind=Authority.Kind.DEMO).first()
    path = [
        Milestone(commitment.number, commitment.short.to(lang), state=State.NAMED)
        for commitment in manifesto().commitments
    ]
    context = {
        "path_named": path,
        "specimen": specimen(demo) if demo else _SPECIMEN,
        "demo": demo,
    }
    return render(request, "site/home.html", context)


def specimen(demo: Authority) -> Specimen:
    """The footprint of the demonstration, so that the first page and the visit agree."""
    known = latest(demo)
    total, share = (known.get(f"footprint.{name}") for name in ("total", "manufacture_share"))
    if total is None or share is None:
        return _SPECIMEN
    value = total.value
    kilograms = (
        Quantity(each, total.unit).to(f"{_UNIT}/year").value
        for each in (value.low, value.mid, value.high)
    )
    return Specimen(Interval(*kilograms), share.value.mid / 100)


def broken(request: HttpRequest) -> HttpResponse:
    """What went wrong inside, under a reference that the log writes beside its cause."""
    request.reference = new_reference()  # type: ignore[attr-defined]  # read by logs.Line
    reference: str = request.reference  # type: ignore[attr-defined]
    if request.path_info.startswith(API):
        return problem(ApiError("unexpected", reference=reference))
    return HttpResponse(render_to_string("500.html", {"reference": reference}), status=500)
