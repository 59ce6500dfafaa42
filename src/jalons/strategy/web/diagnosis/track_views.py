"""Chooses the track of an authority, and takes the choice back."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.strategy.web.diagnosis import actions, pages
from jalons.strategy.web.diagnosis.forms import TrackForm
from jalons.strategy.web.diagnosis.queries import OwnTrack

UNDO_KEY = "diagnosis_track_undo"


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def choose_track(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Choose another track; the answers stay, the former choice can come back."""
    form = TrackForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the tracks."), "bad")
        return redirect("diagnosis", authority.slug)
    before = actions.set_track(authority=authority, user=request.user, track=form.chosen)
    if before != str(form.chosen or ""):
        request.session[UNDO_KEY] = {"authority": authority.pk, "track": before}
    return redirect("diagnosis", authority.slug)


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def undo_track(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Give back the track that was before the last choice of this session."""
    before = request.session.pop(UNDO_KEY, None)
    form = TrackForm({"track": before["track"]} if before else {})
    if before and before["authority"] == authority.pk and form.is_valid():
        actions.set_track(authority=authority, user=request.user, track=form.chosen)
        messages.success(request, _("The track is as it was."))
    else:
        messages.info(request, _("There is nothing to undo."))
    return redirect("diagnosis", authority.slug)


@dataclass(frozen=True, slots=True)
class TrackShown:
    """The track on a page: its sentence, empty while it must be chosen, and what may be chosen."""

    sentence: str
    choices: list[tuple[str, str]]
    chosen: str
    may_choose: bool
    undoable: bool


def shown(request: HttpRequest, authority: Authority, own: OwnTrack) -> TrackShown:
    """The track as the pages of the diagnosis show it."""
    undoable = request.session.get(UNDO_KEY) or {}
    needed = Role.CONTRIBUTOR if authority.kind == Authority.Kind.TRIAL else Role.LEAD
    return TrackShown(
        sentence=pages.track_words(own.rule) if own.rule else "",
        choices=pages.track_choices(),
        chosen=str(own.rule.track) if own.rule and own.chosen else "",
        may_choose=bool(request.role.allows(needed)),  # type: ignore[attr-defined]
        undoable=undoable.get("authority") == authority.pk,
    )
