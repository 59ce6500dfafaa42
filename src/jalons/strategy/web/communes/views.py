"""The page of an intermunicipal body on its communes, and that of a commune on what it shares."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import error_words
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.web.communes import actions, pages, queries
from jalons.strategy.web.roadmap import queries as roadmap

PER_PAGE = 15  # communes whose milestones are computed at once
SENT = 30


@within_authority(Role.READER, crosses=True)
def communes(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The member communes, what those that chose to share reached, and what was proposed."""
    if not queries.gathers(authority):
        messages.info(request, _("This page is for an approved inter-municipal authority."))
        return redirect("path_page", authority.slug)
    every = list(queries.communes_of(authority))
    sharing = queries.sharing(authority)
    page = Paginator(sharing, PER_PAGE).get_page(request.GET.get("page"))
    territories = {each.territory_id for each in sharing}
    return render(
        request,
        "strategy/communes/overview.html",
        {
            "sentence": pages.sentence(len(territories), len(every)),
            "page": page,
            "table": pages.standings(
                [queries.shared_of(each) for each in page], _("Municipalities that share")
            ),
            "commitments": pages.commitments(),
            "others": [each.name for each in every if each.pk not in territories],
            "sharing": sharing,
            "actions": queries.sendable(authority).order_by("number", "title"),
            "sent": queries.sent(authority)[:SENT],
            "may_propose": request.role.allows(Role.LEAD),  # type: ignore[attr-defined]
        },
    )


@require_POST
@within_authority(Role.LEAD, crosses=True)
def propose(request: HttpRequest, authority: Authority) -> HttpResponse:
    if not queries.gathers(authority):
        raise Http404
    action = queries.sendable_action(authority, request.POST.get("action", ""))
    chosen = set(request.POST.getlist("commune"))
    ticked = [each for each in queries.sharing(authority) if each.slug in chosen]
    if action is None or not ticked:
        messages.error(request, _("Choose an action, and at least one municipality."), "bad")
        return redirect("communes", authority.slug)
    made = actions.propose(authority=authority, user=request.user, action=action, communes=ticked)
    if made:
        text = ngettext(
            "The action is proposed to %(count)s municipality; it accepts or declines.",
            "The action is proposed to %(count)s municipalities; each accepts or declines.",
            len(made),
        )
        messages.success(request, text % {"count": len(made)})
    else:
        messages.info(request, _("These municipalities have this proposal already."))
    return redirect("communes", authority.slug)


@require_POST
@within_authority(Role.LEAD, crosses=True)
def withdraw(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    proposal = or_404(queries.sent(authority).filter(pk=pk).first())
    try:
        actions.withdraw(authority=authority, user=request.user, proposal=proposal)
    except StrategyError as error:
        messages.error(request, error_words(error), "bad")
    else:
        messages.success(request, _("The proposal is withdrawn."))
    return redirect("communes", authority.slug)


@within_authority(Role.READER)
def sharing(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What a commune shares with its intermunicipal body, and the proposals it received."""
    epci = queries.epci_of(authority)
    if epci is None:
        messages.info(
            request, _("This page is for a municipality of an inter-municipal authority.")
        )
        return redirect("path_page", authority.slug)
    role = request.role  # type: ignore[attr-defined]
    return render(
        request,
        "strategy/communes/sharing.html",
        {
            "epci": epci,
            "shares": queries.shares(authority),
            "table": pages.standings([queries.shared_of(authority)], _("What is shared")),
            "commitments": pages.commitments(),
            "received": roadmap.proposals(authority),
            "may_choose": role.allows(Role.LEAD) and authority.kind == Authority.Kind.REAL,
            "may_answer": role.allows(Role.CONTRIBUTOR),
        },
    )


@require_POST
@within_authority(Role.LEAD)
def consent(request: HttpRequest, authority: Authority) -> HttpResponse:
    share = request.POST.get("share") == "1"
    try:
        actions.consent(authority=authority, user=request.user, share=share)
    except (StrategyError, AccountsError) as error:
        messages.error(request, error_words(error), "bad")
    else:
        said = _("Your inter-municipal authority reads your milestones.")
        messages.success(request, said if share else _("Nothing is shared any more."))
    return redirect("epci_sharing", authority.slug)


@require_POST
@within_authority(Role.CONTRIBUTOR, crosses=True)
def answer(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    proposal = or_404(queries.proposal(authority, pk))
    accept = request.POST.get("answer") == "accept"
    try:
        made = actions.answer(proposal=proposal, user=request.user, accept=accept)
    except StrategyError as error:
        messages.error(request, error_words(error), "bad")
        return redirect("epci_sharing", authority.slug)
    if made:
        messages.success(request, _("The action is on your roadmap: give it a lead and dates."))
        return redirect("roadmap_action", authority.slug, made.pk)
    messages.success(request, _("The proposal is declined."))
    return redirect("epci_sharing", authority.slug)
