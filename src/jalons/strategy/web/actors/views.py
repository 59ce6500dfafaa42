"""The pages of the register of actors that differ from those of the kit."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import day_words
from jalons.foundation.listing.declaration import Column
from jalons.foundation.register.outcomes import refusal_words
from jalons.foundation.register.pages import facts
from jalons.foundation.register.views import in_trash, list_page, record_page, to_list
from jalons.kernel import JalonsError
from jalons.strategy.web.actors import actions, queries
from jalons.strategy.web.actors.models import Actor
from jalons.strategy.web.actors.register import actors, served, signature

PER_PAGE = 20


def _consent(actor: Actor) -> str:
    if actor.consent_on is None:
        return _("did not agree yet: it is counted, not named")
    day = day_words(actor.consent_on)
    return _("agreed on %(day)s (%(how)s)") % {"day": day, "how": actor.consent_how}


FACTS = (
    "role",
    "brings",
    Column(gettext_lazy("What it signed"), signature),
    "signed_on",
    Column(gettext_lazy("Commitments"), served),
    Column(gettext_lazy("To be named in public"), _consent),
)


@require_GET
@within_authority(Role.READER)
def overview(request: HttpRequest, authority: Authority) -> HttpResponseBase:
    """The actors, and how many partners of the actions are not among them."""
    return list_page(actors, request, proposed=len(queries.proposals(authority)))


@require_GET
@within_authority(Role.READER)
def actor(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """One actor, whole; its contact for those who may write only."""
    found = queries.rows(authority).filter(pk=pk).first()
    if found is None:
        return in_trash(actors, request, pk)
    return record_page(actors, request, found, facts=facts(actors, found, *FACTS))


@within_authority(Role.CONTRIBUTOR)
def proposals(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The partners that actions name in plain words: each becomes an actor when it is ticked."""
    found = queries.proposals(authority)
    if request.method == "POST":
        ticked = request.POST.getlist("partner")
        sent = {each.key: request.POST.get(f"nature {each.key}", "") for each in found}
        kinds = {key: kind if kind in Actor.Kind.values else Actor.Kind.UNKNOWN
                 for key, kind in sent.items() if key in ticked}  # fmt: skip
        return _confirmed(request, authority, kinds)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(each, each.key, list(each.actions.values())) for each in page]
    return render(
        request,
        "strategy/actors/proposals.html",
        {"page": page, "rows": rows, "total": len(found), "kinds": Actor.Kind.choices},
    )


def _confirmed(request: HttpRequest, authority: Authority, kinds: dict[str, str]) -> HttpResponse:
    try:
        batch = actions.confirm(authority=authority, user=request.user, kinds=kinds)
    except (JalonsError, ValidationError) as error:
        messages.error(request, refusal_words(error), "bad")
        return redirect("actors_proposed", authority.slug)
    done = batch.changes.count() if batch else 0
    words = ngettext("%(count)s actor confirmed.", "%(count)s actors confirmed.", done)
    messages.success(request, words % {"count": done})
    return to_list(actors, authority, batch)
