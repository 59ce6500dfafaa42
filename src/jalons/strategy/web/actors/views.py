"""The pages of the register of actors."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import error_words
from jalons.strategy.engine.actor_reading import same_name
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.web.actors import actions, pages, queries
from jalons.strategy.web.actors.forms import ActorForm, InvitationForm
from jalons.strategy.web.actors.models import Actor, ActorInvitation
from jalons.strategy.web.actors.undo import offered
from jalons.strategy.web.roadmap import wording
from jalons.strategy.web.roadmap.pages import day_or
from jalons.strategy.web.roadmap.views import may_delete

PER_PAGE = 20
HISTORY_PAGE = 30


@within_authority(Role.READER)
def overview(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The actors in a table: filtered, sorted, page by page, all told by the address."""
    held = list(queries.actors(authority))
    wanted, filters = pages.wanted(request)
    sort = request.GET.get("sort", "")
    found = queries.ordered([each for each in held if wanted.keeps(each)], sort)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "strategy/actors/overview.html",
        {
            "count": len(held),
            "sentence": pages.sentence(held),
            "wanted": wanted,
            "active": wanted != queries.Wanted(),
            "filters": filters,
            "sort": sort,
            "page": page,
            "table": pages.table(authority, page, sort) if found else None,
            "proposed": len(queries.proposals(authority)),
            "may_edit": request.role.allows(Role.CONTRIBUTOR),  # type: ignore[attr-defined]
            "undoable": offered(request, authority),
            "gone": _gone(request, authority),
            "any_deleted": queries.deleted(authority).exists(),
        },
    )


def _key(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "")[:40]


def _gone(request: HttpRequest, authority: Authority) -> Actor | None:
    """The actor just deleted, named by the address, so that it can be put back at once."""
    try:
        pk = UUID(_key(request, "supprime"))
    except ValueError:
        return None
    return queries.deleted(authority).filter(pk=pk).first()


def _actor(authority: Authority, pk: UUID) -> Actor:
    found = queries.actor(authority, pk)
    if found is None:
        raise Http404
    return found


@within_authority(Role.READER)
def actor(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """One actor, whole; its contact for those who may write only."""
    held = _actor(authority, pk)
    invitations = list(held.invitations.filter(deleted_at=None))
    key = _key(request, "retiree")
    lost = held.invitations.exclude(deleted_at=None)
    return render(
        request,
        "strategy/actors/actor.html",
        {
            "actor": held,
            "commitments": [wording.commitment(each) for each in held.commitments],
            "linked": held.actions.filter(deleted_at=None).order_by("number", "title"),
            "signed_on": day_or(held.signed_on, ""),
            "consent_on": day_or(held.consent_on, ""),
            "invitations": pages.invited(authority, invitations) if invitations else None,
            "lost": lost.filter(pk=int(key)).first() if key.isdecimal() else None,
            "may_edit": request.role.allows(Role.CONTRIBUTOR),  # type: ignore[attr-defined]
            "may_delete": may_delete(request, authority),
        },
    )


@within_authority(Role.CONTRIBUTOR)
def new(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A new actor."""
    return _edit(request, Actor(authority=authority), is_new=True)


@within_authority(Role.CONTRIBUTOR)
def edit(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """An actor to change; what somebody else changed meanwhile is retained or decided."""
    return _edit(request, _actor(authority, pk), is_new=False)


def _edit(request: HttpRequest, held: Actor, *, is_new: bool) -> HttpResponse:
    form = ActorForm(*([request.POST] if request.method == "POST" else []), actor=held)
    if request.method == "POST" and form.is_valid():
        try:
            # The form refused a name that looks like a person, unless somebody ticked the box.
            actions.keep(actor=held, user=request.user, values=form.values(), organisation=True)
        except StrategyError as error:
            form.add_error(None, error_words(error))
        else:
            return redirect("actor", held.authority.slug, held.pk)
        if not is_new:
            held.refresh_from_db()
    return render(
        request,
        "strategy/actors/edit.html",
        {"form": form, "actor": held, "is_new": is_new},
        status=422 if form.errors else 200,
    )


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def delete(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Take an actor off the register; the list offers to put it back."""
    held = _actor(authority, pk)
    actions.delete(actor=held, user=request.user)
    response = redirect("actors", authority.slug)
    response["Location"] += f"?supprime={held.pk}"
    return response


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def restore(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Put a deleted actor back."""
    held = queries.deleted(authority).filter(pk=pk).first()
    if held is None:
        raise Http404
    try:
        actions.restore(actor=held, user=request.user)
    except StrategyError as error:
        messages.error(request, error_words(error), "bad")
        return redirect("actors_deleted", authority.slug)
    return redirect("actor", authority.slug, held.pk)


@within_authority(Role.CONTRIBUTOR)
def bin_(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The deleted actors."""
    page = Paginator(queries.deleted(authority), HISTORY_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_delete": may_delete(request, authority)}
    return render(request, "strategy/actors/deleted.html", context)


@within_authority(Role.READER)
def history(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """What the journal says of an actor."""
    held = _actor(authority, pk)
    page = Paginator(queries.changes(held), HISTORY_PAGE).get_page(request.GET.get("page"))
    return render(request, "strategy/actors/history.html", {"actor": held, "page": page})


# Invitations --------------------------------------------------------------------------------------


@within_authority(Role.CONTRIBUTOR)
def new_invitation(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """An invitation to write down."""
    return _invitation(request, ActorInvitation(authority=authority, actor=_actor(authority, pk)))


@within_authority(Role.CONTRIBUTOR)
def invitation(request: HttpRequest, authority: Authority, pk: UUID, part: int) -> HttpResponse:
    """An invitation to change."""
    return _invitation(request, _one(_actor(authority, pk), part))


def _one(held: Actor, part: int, *, deleted: bool = False) -> ActorInvitation:
    found = held.invitations.filter(pk=part, deleted_at__isnull=not deleted).first()
    if found is None:
        raise Http404
    return found


def _invitation(request: HttpRequest, held: ActorInvitation) -> HttpResponse:
    form = InvitationForm(*([request.POST] if request.method == "POST" else []), part=held)
    if request.method == "POST" and form.is_valid():
        actions.keep_invitation(invitation=held, user=request.user, values=form.cleaned_data)
        return redirect("actor", held.authority.slug, held.actor.pk)
    return render(
        request,
        "strategy/actors/invitation.html",
        {"form": form, "actor": held.actor, "invitation": held},
        status=422 if form.errors else 200,
    )


@require_POST
@within_authority(Role.CONTRIBUTOR)
def delete_invitation(
    request: HttpRequest, authority: Authority, pk: UUID, part: int
) -> HttpResponse:
    """Forget an invitation, or put it back (``retour``)."""
    back = "retour" in request.POST
    held = _one(_actor(authority, pk), part, deleted=back)
    actions.delete_invitation(invitation=held, user=request.user, back=back)
    response = redirect("actor", authority.slug, pk)
    if not back:
        response["Location"] += f"?retiree={held.pk}"
    return response


# Partners written in the actions ------------------------------------------------------------------


@within_authority(Role.CONTRIBUTOR)
def proposals(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The partners that actions name in plain words: each becomes an actor when it is ticked."""
    held = queries.proposals(authority)
    if request.method == "POST":
        kinds = {}
        for each in held:
            key = same_name(each.name)
            kind = request.POST.get(f"nature {key}", Actor.Kind.UNKNOWN)
            if key in request.POST.getlist("partenaire") and kind in Actor.Kind.values:
                kinds[key] = kind
        try:
            done = actions.confirm(authority=authority, user=request.user, kinds=kinds)
        except StrategyError as error:
            messages.error(request, error_words(error), "bad")
            return redirect("actors_proposed", authority.slug)
        words = ngettext("%(count)s actor confirmed.", "%(count)s actors confirmed.", done)
        messages.success(request, words % {"count": done})
        return redirect("actors", authority.slug)
    page = Paginator(held, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(each, same_name(each.name), list(each.actions.values())) for each in page]
    return render(
        request,
        "strategy/actors/proposals.html",
        {"page": page, "rows": rows, "total": len(held), "kinds": Actor.Kind.choices},
    )
