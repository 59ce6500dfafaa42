"""The demonstration territory: a fictional authority placed on a real EPCI.

Public statistics of the territory are real; everything inside the authority is invented, said so
on every page, and made by the same actions a person would use.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone

from jalons.foundation.accounts import actions as accounts
from jalons.foundation.accounts.models import Authority, Membership, Role, User
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.foundation.journal.actions import acting_alone
from jalons.foundation.rooms import Room, rooms
from jalons.foundation.territories.models import Territory
from jalons.kernel import JalonsError

SLUG = "demonstration"
EPCI = "200066876"
NAME = "Agglomération de démonstration"
STAFF = 453
DOMAIN = "demonstration.invalid"


class DemoError(JalonsError):
    """The demonstration is not there."""

    package = "jalons.site"


def filled() -> list[Room]:
    """The rooms that have something to demonstrate, each after those it builds on."""
    left = [room for room in rooms() if room.web.demo]
    ordered: list[Room] = []
    while left:
        waiting = {room.name for room in left}
        ready = [room for room in left if not waiting.intersection(room.web.demo_after)]
        if not ready:
            raise DemoError("demo_circle", rooms=", ".join(sorted(waiting)))
        ordered.append(ready[0])
        left.remove(ready[0])
    return ordered


def steps() -> int:
    """The number of times ``load`` calls its ``step``."""
    return 2 + len(filled())


def load(*, step: Callable[[], object], today: date | None = None) -> Authority:
    """Create the demonstration authority and its four members, and let each room fill it, once.

    Loading again changes nothing. ``step`` is called ``steps()`` times; ``today`` is the day the
    story is about, now if None.
    """
    now = timezone.now()
    today = today or timezone.localdate(now)
    with transaction.atomic():
        authority, created = Authority.objects.get_or_create(
            slug=SLUG,
            defaults={
                "name": NAME,
                "kind": Authority.Kind.DEMO,
                "territory": Territory.objects.get(kind=Territory.Kind.EPCI, code=EPCI),
                "staff": STAFF,
            },
        )
    step()
    people = {role: _member(authority, role) for role in Role}
    step()
    demo = Demonstration(authority, people, Story.at(today), now, today, created)
    for room in filled():
        with acting_alone(), transaction.atomic():  # PostgreSQL locks no row outside of one
            room.load(room.web.demo)(demo)
        step()
    return authority


def _member(authority: Authority, role: Role) -> User:
    user, created = User.objects.get_or_create(
        email=f"{role.value}@{DOMAIN}", defaults={"name": str(role.label).capitalize()}
    )
    if created:
        user.set_unusable_password()
        user.save()
    Membership.objects.get_or_create(user=user, authority=authority, defaults={"role": role})
    return user


def sign_in_links(*, minutes: int) -> list[dict[str, str]]:
    """One-time sign-in paths, one per role: ``[{"role", "url"}]``.

    Raises ``DemoError`` (``demo_missing``) when the demonstration is not loaded.
    """
    members = Membership.objects.filter(authority__slug=SLUG).select_related("user")
    by_role = {Role(member.role): member.user for member in members}
    if not by_role:
        raise DemoError("demo_missing")
    return [
        {"role": role.value, "url": accounts.sign_in_link(user=by_role[role], minutes=minutes)}
        for role in Role
        if role in by_role
    ]
