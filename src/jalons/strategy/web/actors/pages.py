"""The register of actors in the words of its pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import short_day_words
from jalons.strategy.store import manifesto
from jalons.strategy.web.actors.models import Actor, ActorInvitation
from jalons.strategy.web.actors.queries import Wanted
from jalons.strategy.web.roadmap import wording
from jalons.strategy.web.roadmap.pages import NONE, Choice, listed


def sentence(held: Sequence[Actor]) -> str:
    """How many actors there are, engaged ones and those that may be named: only what is known."""
    words = ngettext("%(count)s actor in the register", "%(count)s actors in the register",
                     len(held)) % {"count": len(held)}  # fmt: skip
    engaged = sum(each.state == Actor.State.ENGAGED for each in held)
    agreed = sum(each.agreed for each in held)
    told = [
        words,
        ngettext("%(count)s engaged", "%(count)s engaged ones", engaged) % {"count": engaged},
        ngettext("%(count)s agreed to be named", "%(count)s agreed ones to be named", agreed)
        % {"count": agreed},
    ]
    return f"{', '.join(told)}."


def wanted(request: HttpRequest) -> tuple[Wanted, dict[str, tuple[Choice, ...]]]:
    """What the address wants of the list, and the choices of its filters."""
    query = request.GET
    numbers = [(str(each.number), wording.commitment(each.number))
               for each in manifesto().commitments]  # fmt: skip
    lists: dict[str, list[tuple[str, Any]]] = {
        "nature": list(Actor.Kind.choices),
        "etat": list(Actor.State.choices),
        "engagement": numbers,
        "accord": [("oui", _("agreed to be named")), ("non", _("did not agree yet"))],
    }
    chosen = {
        name: query.get(name, "") if query.get(name) in dict(pairs) else ""
        for name, pairs in lists.items()
    }
    number = chosen["engagement"]
    found = Wanted(
        text=query.get("q", "").strip()[:200],
        kind=chosen["nature"],
        state=chosen["etat"],
        commitment=int(number) if number else None,
        consent=chosen["accord"],
    )
    return found, {name: listed(pairs, chosen[name]) for name, pairs in lists.items()}


def table(authority: Authority, found: Iterable[Actor], sort: str) -> Table:
    """Actors with what they are, where they stand, and whether they may be named."""
    rows = []
    for each in found:
        url = reverse("actor", args=[authority.slug, each.pk])
        rows.append(
            (
                Cell(each.name, url=url),
                str(each.get_kind_display()),
                str(each.get_state_display()),
                each.role[:120] or NONE,
                each.signed or NONE,
                _("agreed") if each.agreed else _("not yet"),
            )
        )
    return Table(
        caption=_("Actors"),
        columns=(
            Column(_("organisation"), sort="name"),
            Column(pgettext("actor", "kind"), sort="kind"),
            Column(_("state"), sort="state"),
            Column(_("what it is asked to do")),
            Column(_("what it signed")),
            Column(_("to be named"), sort="consent"),
        ),
        rows=tuple(rows),
        sorted_by=sort or "name",
    )


def invited(authority: Authority, held: Iterable[ActorInvitation]) -> Table:
    """The invitations of one actor."""
    return Table(
        caption=_("Invitations"),
        columns=(
            Column(_("invited to")),
            Column(_("invited on")),
            Column(_("answered")),
            Column(_("came")),
        ),
        rows=tuple(
            (
                Cell(each.to, url=reverse(
                    "actor_invitation", args=[authority.slug, each.actor_id, each.pk])),
                short_day_words(each.on),
                str(each.get_answered_display()),
                str(each.get_came_display()),
            )
            for each in held
        ),
    )  # fmt: skip
