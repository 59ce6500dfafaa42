"""The demonstration territory: a fictional authority placed on a real EPCI.

Public statistics of the territory are real; everything inside the authority is invented, said so
on every page, and made by the same actions a person would use.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone

from jalons.footprint.web import actions as footprint
from jalons.foundation.accounts import actions as accounts
from jalons.foundation.accounts.models import Authority, Membership, Role, User
from jalons.foundation.territories.models import Territory
from jalons.kernel import JalonsError
from jalons.site import (
    demo_actors,
    demo_documents,
    demo_footprint,
    demo_heat,
    demo_indicators,
    demo_publication,
    demo_roadmap,
    demo_strategy,
    demo_twin,
    demo_whatif,
)
from jalons.site.demo_files import inventory_file
from jalons.site.demo_story import Story

SLUG = "demonstration"
EPCI = "200066876"
NAME = "Agglomération de démonstration"
STAFF = 453
STEPS = 5
DOMAIN = "demonstration.invalid"


class DemoError(JalonsError):
    """The demonstration is not there."""

    package = "jalons.site"


def load(*, step: Callable[[], object], today: date | None = None) -> Authority:
    """Create the demonstration authority, its four members and its inventories, once.

    Loading again changes nothing. ``step`` is called ``STEPS`` times; ``today`` is the day the
    story is about, now if None.
    """
    now = timezone.now()
    today = today or timezone.localdate(now)
    story = Story.at(today)
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
    lead, contributor = people[Role.LEAD], people[Role.CONTRIBUTOR]
    for year in story.years:
        if created:
            footprint.import_inventory(
                authority=authority,
                user=contributor,
                name=f"Inventaire {year}.xlsx",
                content=inventory_file(year, before=year < story.year),
                today=story.today.replace(year=year),
            )
        step()
    if created:
        demo_footprint.fill(authority=authority, contributor=contributor, story=story)
        demo_strategy.answer(authority=authority, contributor=contributor, story=story)
        demo_roadmap.fill(authority=authority, contributor=contributor, story=story)
        demo_actors.fill(authority=authority, contributor=contributor)
        demo_strategy.choose(authority=authority, contributor=contributor, today=today)
        demo_indicators.fill(authority=authority, contributor=contributor, lead=lead, story=story)
        demo_documents.fill(authority=authority, contributor=contributor, lead=lead, story=story)
        demo_publication.fill(authority=authority, administrator=people[Role.ADMINISTRATOR])
    demo_twin.fill(authority=authority, user=lead, now=now)
    demo_twin.raise_alerts(authority=authority, lead=lead, contributor=contributor, now=now)
    demo_heat.fill(authority=authority, user=lead, now=now)
    demo_whatif.fill(authority=authority, lead=lead, contributor=contributor, now=now)
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
