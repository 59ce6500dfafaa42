"""Actors made of the partners written in the actions, once a person ticked them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import Person, write
from jalons.strategy.web.actors import queries
from jalons.strategy.web.actors.models import Actor


def confirm(*, authority: Authority, user: Person, kinds: Mapping[str, str]) -> Batch | None:
    """Make actors of the ticked partners: their kinds, by folded name.

    One already in the register is only linked to the actions that name it.
    """
    changes: list[tuple[Actor, dict[str, Any]]] = []
    for each in queries.proposals(authority):
        if each.key not in kinds:
            continue
        if each.actor is not None:
            linked = each.actor.actions.values_list("pk", flat=True)
            changes.append((each.actor, {"actions": [*linked, *each.actions]}))
        else:
            values = {"name": each.name, "kind": kinds[each.key], "organisation": each.person}
            changes.append((Actor(authority=authority), values | {"actions": [*each.actions]}))
    return write(authority, user, changes)
