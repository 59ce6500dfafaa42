"""A statement: what it lacks, what to copy, its document; plans and their actions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.documents import document_of
from jalons.foundation.register.outcomes import refusal_words
from jalons.foundation.register.pages import last_act, record_or_404
from jalons.foundation.register.views import to_record
from jalons.kernel import JalonsError
from jalons.kernel.contracts import ActionDraft, action_drafts
from jalons.webaudit.documents.statement import statement_document
from jalons.webaudit.web.grids import queries as assessed
from jalons.webaudit.web.grids.register import grids
from jalons.webaudit.web.statements import actions, queries
from jalons.webaudit.web.statements.models import AccessPlan, AccessStatement
from jalons.webaudit.web.statements.register import statements
from jalons.webaudit.words import rgaa as words


def of_statement(_request: HttpRequest, found: AccessStatement) -> dict[str, Any]:
    """What the page of a statement adds: its conformity, what it lacks, the mention to copy."""
    state, made_on = queries.conformance_of(found), found.made_on
    return {
        "lacks": queries.lacks(found), "mention": words.mention(state, "fr"),
        "conformance": words.label("conformance", state, lang()), "valid": queries.is_valid(found),
        "validity": made_on and words.validity(made_on, queries.reference_of(found), lang()),
    }  # fmt: skip


document = document_of(
    statements,
    lambda found: statement_document(
        queries.legal_form(found), queries.reference_of(found), today=timezone.localdate()
    ),
    name=lambda _found: "declaration-accessibilite",
)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def start(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The draft of a statement, from an assessment."""
    grid = record_or_404(grids, authority, pk)
    try:
        made = actions.start(request.user, grid)
    except (JalonsError, ValidationError) as error:
        messages.error(request, refusal_words(error), "bad")
        return to_record(grids, grid, None)
    return to_record(statements, made, last_act(made))


def of_plan(_request: HttpRequest, found: AccessPlan) -> dict[str, Any]:
    """What the page of a plan adds: services to assess or to fix, as drafts for the roadmap."""
    known, drafts = assessed.latest(found.authority), []
    for service in assessed.services(found.authority):
        grid = known.get(service.pk)
        if grid is not None and not grid.failing:
            continue
        title = (_("Fix the accessibility of “%(name)s”") if grid
                 else _("Assess the accessibility of “%(name)s”")) % {"name": service}  # fmt: skip
        why = assessed.summary(grid) if grid else _("No valid assessment.")
        try:
            drafts.append(
                (title, action_drafts()(found.authority.urn, ActionDraft(title, why, (1,))))
            )
        except JalonsError:  # no room has a roadmap
            break
    return {"drafts": drafts, "covers": found.covers(timezone.localdate())}
