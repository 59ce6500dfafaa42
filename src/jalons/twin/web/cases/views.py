"""The page of a use case."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import day_words
from jalons.foundation.register.views import in_trash, record_page
from jalons.twin.web.cases import queries
from jalons.twin.web.cases.models import TwinCase
from jalons.twin.web.cases.register import cases, saved, state
from jalons.twin.web.labels.values import short
from jalons.twin.web.whatif.wording import between, central


@within_authority(Role.READER)
def case(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A use case with its estimate, results and states."""
    found = queries.cases(authority).filter(pk=pk).first()
    if found is None:
        return in_trash(cases, request, pk)
    names = dict(queries.kinds(authority))
    yearly = queries.estimate(found.whatif) if found.whatif is not None else None
    states = dict(TwinCase.State.choices)
    return record_page(
        cases,
        request,
        found,
        state=state(found),
        since=day_words(found.since),
        saved=saved(found) if found.results.all() else "",
        kinds=[names.get(iri, short(iri)) for iri in found.kinds],
        steps=[(states[name], day_words(start)) for name, start, _end in found.periods()],
        estimate=(central(yearly, "kWh"), between(yearly, "kWh")) if yearly else None,
    )
