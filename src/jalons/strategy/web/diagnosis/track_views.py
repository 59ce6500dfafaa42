"""The choice of the track of an authority."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.register.pages import allows
from jalons.foundation.register.views import saved, to_list
from jalons.strategy.store import tracks
from jalons.strategy.web.diagnosis import pages, queries
from jalons.strategy.web.diagnosis.register import TrackForm, profiles


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def choose_track(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Choose another track; the answers stay."""
    form, batch = saved(TrackForm, request, lambda: queries.profile(authority))
    if form.errors:
        messages.error(request, _("Choose one of the tracks."), "bad")
        return redirect("diagnosis", authority.slug)
    return to_list(profiles, authority, batch)


@dataclass(frozen=True, slots=True)
class TrackPanel:
    """The track on a page: its sentence, empty while it must be chosen, and what may be chosen."""

    sentence: str
    choices: list[tuple[str, str]]
    chosen: str
    may_choose: bool


def track_panel(request: HttpRequest, track: str | None) -> TrackPanel:
    """The panel of the track, for the pages of the diagnosis and of the facts."""
    rule = next((each for each in tracks() if each.track == track), None)
    return TrackPanel(
        sentence=pages.track_words(rule) if rule else "",
        choices=pages.track_choices(),
        chosen=queries.profile(request.authority).track,  # type: ignore[attr-defined]
        may_choose=allows(request, Role.LEAD),
    )
