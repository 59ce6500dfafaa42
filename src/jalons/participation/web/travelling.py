"""Positions written in public: what leaves by the shared folder, which everybody may read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.publishing.queries import open_page
from jalons.foundation.register import pages
from jalons.foundation.register.writer import Person, write
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.positions.acts import SignedAct
from jalons.participation.web.positions import words
from jalons.participation.web.positions.actions import parcels_of, sent_acts
from jalons.participation.web.positions.models import Position, PositionAct
from jalons.participation.web.positions.register import positions
from jalons.tabular.persons import names_in

_MARKS = frozenset({"key", "nonce", "version", "section", "amendment", "signature", "space", "act"})


def _texts(value: Any) -> Iterator[str]:
    """The words that people wrote in an act."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from () if name in _MARKS and isinstance(inner, str) else _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value


def persons_of(act: SignedAct) -> list[str]:
    """Words of an act that look like a person."""
    return [name for text in _texts(msgspec.to_builtins(act.said)) for name in names_in(text)]


def title_of(position: Position) -> str:
    """The title under which its acts are shared, without the name of a person."""
    return _("Position") if names_in(position.title) else position.title


def public_bundle(position: Position) -> bytes | None:
    """The acts that leave by the shared folder: none that looks like it names a person."""
    sent = {each.id for each in sent_acts(position) if not persons_of(each)}
    return parcels_of(position.authority, position.uid, sent)


def withheld(position: Position) -> list[tuple[SignedAct, list[str]]]:
    """The acts that do not leave by it, with the words that look like a person."""
    return [(each, found) for each in sent_acts(position) if (found := persons_of(each))]


def refusal(position: Position) -> str:
    """Why a position cannot be written in public; empty when it can."""
    if not position.is_opened:
        return _("Open it to amendments first: a draft stays yours.")
    rows = PositionAct.objects.of(position.authority).filter(position=position.uid)
    came = rows.filter(key=position.leading_key, in_public=True)
    if position.leading_key and not came.exists():
        words = _("%(name)s, which leads it, does not write it in public: send your file instead.")
        return words % {"name": position.leading_name}
    return ""


def choose(position: Position, user: Person, *, in_public: bool) -> None:
    """Write a position in public from now on, or no longer. Raises ``ParticipationError``."""
    if in_public and (why := refusal(position)):
        raise ParticipationError("position_in_public", reason=why)
    write(position.authority, user, [(position, {"in_public": in_public})])


@within_authority(Role.LEAD)
def page(request: HttpRequest, authority: Authority, pk: Any) -> HttpResponse:
    """What writing in public means for a position, and the choice."""
    position = pages.record_or_404(positions, authority, pk)
    back = pages.url_of(positions, position)
    if request.method == "POST":
        try:
            choose(position, request.user, in_public="in_public" in request.POST)
        except ParticipationError as error:
            messages.error(request, str(error), "bad")
        return redirect(back)
    aside = [(words.act(act.said), ", ".join(found)) for act, found in withheld(position)]
    return pages.render(
        positions, request, "travelling", record=position, back=back, refusal=refusal(position),
        aside=aside, is_open=open_page(authority.slug) is not None,
        trail=(str(position), back, _("Write it in public")),
    )  # fmt: skip
