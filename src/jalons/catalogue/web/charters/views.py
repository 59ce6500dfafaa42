"""A charter with its state of application, its documents, the models to start from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jalons.catalogue.documents.charters import charter_document
from jalons.catalogue.engine.charters.application import CommitmentState
from jalons.catalogue.web.charters import actions, queries
from jalons.catalogue.web.charters.models import Charter, CharterCommitment, DataClause
from jalons.catalogue.web.charters.register import charters, clauses, commitments, state
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import day_words, lang
from jalons.foundation.register.declaration import register_of
from jalons.foundation.register.documents import document_of
from jalons.foundation.register.pages import facts, last_act, url_of
from jalons.foundation.register.views import to_record

ORDER = list(CommitmentState)


def of_charter(_request: HttpRequest, found: Charter) -> Mapping[str, Any]:
    """What the page of a charter adds: each commitment with its state, late first."""
    rows = list(queries.commitments(found.authority, principle__charter=found))
    rows.sort(key=lambda each: ORDER.index(queries.state_of(each)))
    lines = tuple(
        (Cell(each.text, url=url_of(commitments, each)), each.owner or "–",
         day_words(each.due_on) if each.due_on else "–",
         ", ".join(proof.title for proof in each.line().proofs) or "–", state(each))
        for each in rows
    )  # fmt: skip
    labels = (_("Commitment"), _("Who answers for it"), _("Due on"), _("Proofs"), _("State"))
    table = Table(_("State of application"), tuple(map(Column, labels)), lines)
    return {"table": table if lines else None,
            "summary": queries.headline(rows),
            "clauses": [(each, url_of(clauses, each)) for each in
                        queries.clauses(found.authority).filter(charter=found)]}  # fmt: skip


def of_commitment(_request: HttpRequest, found: CharterCommitment) -> Mapping[str, Any]:
    """What the page of a commitment adds: its state, the action it calls for when it is late."""
    return {"state": state(found), "action_url": queries.draft_url(found),
            "charter": found.principle.charter,
            "charter_url": url_of(charters, found.principle.charter)}  # fmt: skip


def of_clause(_request: HttpRequest, found: DataClause) -> Mapping[str, Any]:
    """What the page of a clause adds: commitments, contracts and datasets by their names."""
    linked = [*found.commitments.filter(deleted_at=None), *found.datasets.filter(deleted_at=None),
              *queries.contracts(found.authority, found.contracts).values()]  # fmt: skip
    links = [(str(each), url_of(register_of(type(each)), each)) for each in linked]
    return {"facts": facts(clauses, found, "charter", "text"), "linked": links}


document = document_of(
    charters,
    lambda found: charter_document(queries.sheet(found), timezone.localdate(), lang()),
    name=lambda _found: "etat-application-charte",
)


@require_safe
@within_authority(Role.READER)
def models(request: HttpRequest, authority: Authority) -> HttpResponse:
    started = living(Charter, authority).exists()
    context = {"models": actions.models(), "started": started, "lang": lang()}
    return render(request, "catalogue/charters/models.html", context)


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def start(request: HttpRequest, authority: Authority, name: str) -> HttpResponse:
    model = actions.models().get(name)
    if model is None:
        raise Http404
    made = actions.start(authority, request.user, model)
    return to_record(charters, made, last_act(made))
