"""The journal of the instance: what happened to its authorities and accounts, and who did it.

It is apart from the journals of the authorities: it stays when they go.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from jalons.foundation.accounts.models import InstanceEntry, User


def note(
    *, actor: User | AnonymousUser | None, verb: str, label: str, detail: str = ""
) -> InstanceEntry:
    """Write a line and return it; without an actor, the instance or its command line did it."""
    person = actor if isinstance(actor, User) else None
    return InstanceEntry.objects.create(
        actor=person,
        actor_label=str(person)[:254] if person else "",
        verb=verb,
        label=label[:254],
        detail=detail[:500],
    )
