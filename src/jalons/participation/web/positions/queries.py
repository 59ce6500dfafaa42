"""What is read of positions: the copy of this authority, what came, what is late."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.partners.queries import key_of, trusted_keys
from jalons.participation.engine.positions import acts as engine
from jalons.participation.engine.positions import replica as copies
from jalons.participation.web.positions.models import (
    ObtainedCommitment,
    Position,
    PositionAct,
    PositionSection,
)

State = Position.State
UNDER_WAY = (State.DRAFT, State.AMENDMENTS, State.SIGNATURES)
SHOWN = (State.SIGNATURES, State.SENT, State.FOLLOWED, State.CLOSED)


def positions(authority: Authority) -> QuerySet[Position]:
    """The positions with their late commitments counted."""
    late = Q(commitments__deleted_at=None, commitments__due__lt=timezone.localdate(),
             commitments__state=ObtainedCommitment.State.EXPECTED)  # fmt: skip
    rows = living(Position, authority).select_related("authority")
    counted: QuerySet[Position] = rows.annotate(late=Count("commitments", filter=late))
    return counted


def trusted(authority: Authority) -> frozenset[str]:
    """The keys whose acts are applied: its own, and those that somebody compared."""
    return trusted_keys(authority) | {key_of(authority)}


def act_of(row: PositionAct) -> engine.SignedAct:
    """A stored act as it was signed."""
    said = engine.said_in(row.content.encode())
    return engine.SignedAct(row.act, row.position, row.key, row.publisher, row.made_on, said)


def rows_of(authority: Authority, uid: str) -> QuerySet[PositionAct]:
    """The acts of a position, whoever made them; their parcels are not read."""
    return PositionAct.objects.of(authority).filter(position=uid).defer("parcel")


def copy_of(authority: Authority, uid: str, keys: Iterable[str] = ()) -> copies.Replica:
    """The copy of a position."""
    every = map(act_of, rows_of(authority, uid))
    return copies.replica(uid, every, frozenset(keys) or trusted(authority))


def drafted(position: Position) -> tuple[engine.TextSection, ...]:
    """The sections of a draft."""
    rows = living(PositionSection, position.authority).filter(position=position)
    return tuple(engine.TextSection(str(each.pk), each.title, engine.tidy(each.body))
                 for each in rows)  # fmt: skip


def text_of(position: Position, found: copies.Replica) -> tuple[engine.TextSection, ...]:
    """The present text of a position."""
    return found.current.sections if found.current else drafted(position)


def received(authority: Authority) -> QuerySet[PositionAct]:
    """The acts that others sent, the last first."""
    rows = PositionAct.objects.of(authority).exclude(key=key_of(authority)).defer("parcel")
    return rows.order_by("-stored_at", "act")


def standings(
    authority: Authority, rows: Iterable[PositionAct]
) -> list[tuple[copies.ActStanding, Position | None]]:
    """What was done with acts that came, with the position here when there is one."""
    order, keys = [(each.position, each.act) for each in rows], trusted(authority)
    uids = dict.fromkeys(uid for uid, _act in order)
    known = {each.uid: each for each in positions(authority).filter(uid__in=uids)}
    found = {standing.act.id: standing for uid in uids
             for standing in copy_of(authority, uid, keys).standings}  # fmt: skip
    return [(found[act], known.get(uid)) for uid, act in order]


def headline(rows: QuerySet[Any]) -> str:
    """How many positions, how many under way, how many commitments are late."""
    found = list(rows.values_list("state", "late"))
    if not found:
        return _("No position is written yet.")
    words = ngettext("%(count)s position", "%(count)s positions", len(found))
    parts = [words % {"count": len(found)}]
    if open_now := sum(state in UNDER_WAY for state, _late in found):
        words = ngettext("%(count)s under way", "%(count)s under way", open_now)
        parts.append(words % {"count": open_now})
    if behind := sum(count for _state, count in found):
        words = ngettext("%(count)s late commitment", "%(count)s late commitments", behind)
        parts.append(words % {"count": behind})
    return ", ".join(parts) + "."
