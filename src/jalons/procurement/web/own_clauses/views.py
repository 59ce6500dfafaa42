"""The pages of the clauses of the authority that differ from those of the kit."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import lang
from jalons.foundation.partners.adopted_pages import elsewhere
from jalons.foundation.register.views import record, to_record
from jalons.foundation.register.writer import write
from jalons.procurement.engine.clauses.catalogue import catalogue
from jalons.procurement.web.own_clauses.models import CONTROLS, OwnClause
from jalons.procurement.web.own_clauses.register import MARKS, own_clauses
from jalons.procurement.words import clauses as words


def _of_clause(_request: HttpRequest, found: OwnClause) -> dict[str, Any]:
    where, base = [found.authority.slug, found.pk], catalogue().get(found.based_on)
    return {"elsewhere": elsewhere(found), "mark": MARKS[OwnClause.State(found.state)],
            "base": base.title(lang()) if base else "",
            "elsewhere_url": reverse("own_clause_read", args=where)}  # fmt: skip


page = record(own_clauses, _of_clause)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def copy(request: HttpRequest, authority: Authority, clause: str) -> HttpResponse:
    """A draft made of a clause of the catalogue, its values in brackets until they are typed."""
    found = catalogue().get(clause)
    if found is None:
        raise Http404
    made = OwnClause(authority=authority)
    batch = write(authority, request.user, [(made, {
        "title": found.title("fr"), "kind": found.kind, "family": found.family,
        "need": found.need, "text": "\n\n".join(words.paragraphs(found, {})),
        "proof": found.proof, "equivalents": found.equivalents, "based_on": found.id,
        "control": found.control if found.control in CONTROLS else "yearly",
    })])  # fmt: skip
    return to_record(own_clauses, made, batch)
