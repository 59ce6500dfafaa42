"""The facts of an authority that personalise its diagnosis, and its duties."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.errors import StaleError
from jalons.strategy.engine.catalogue import LegalBasis
from jalons.strategy.engine.diagnosis.referential import Facts
from jalons.strategy.store import competences
from jalons.strategy.web.diagnosis import actions, queries
from jalons.strategy.web.diagnosis.track_views import track_panel
from jalons.strategy.web.facts.forms import FactsForm
from jalons.strategy.web.statutory.deadlines import deadlines


@within_authority(Role.CONTRIBUTOR)
def facts(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What is known of the authority, its duties, and what personalises the questions."""
    known = queries.facts_of(authority)
    inferred = queries.inferred_competences(authority, known)
    form = _facts_form(request, authority, known, inferred)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_facts(
                authority=authority,
                user=request.user,
                staff=form.cleaned_data["staff"],
                competences=form.known_competences,
            )
        except StaleError as error:
            form.add_error(None, str(error))
        else:
            return redirect("diagnosis_following", authority.slug)
    track = track_panel(request, known.track)
    words = {
        "form": form,
        "territory": authority.territory,
        "duties": deadlines(authority),
        "track": track if queries.referential_of(authority).by_track else None,
        "laws": [law.text.to(lang()) for law in inferred.values()],
    }
    return render(request, "strategy/diagnosis/facts.html", words)


def _facts_form(
    request: HttpRequest,
    authority: Authority,
    known: Facts,
    inferred: Mapping[str, LegalBasis],
) -> FactsForm:
    """The form of the facts; unknown competences are those the law gives, ticked."""
    source = queries.referential_of(authority)
    possible = competences().possible(tuple(source.competences), known)
    return FactsForm(
        request.POST or None,
        source=source,
        lang=lang(),
        possible=[*possible, *(known.competences or ())],  # what was said before is never lost
        inferred=inferred if known.competences is None else (),
        initial={
            "staff": authority.staff,
            "knows": known.competences is not None,
            "competences": sorted(inferred if known.competences is None else known.competences),
        },
    )
