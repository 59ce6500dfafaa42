"""Deletion of an account: what is deleted, and what stays without a name.

What they wrote for an authority stays: it is the authority's. Its author becomes « compte
supprimé », in the journals too. Their memberships, addresses, second factors, links and choices go.
"""

from __future__ import annotations

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext as _

from jalons.foundation.accounts.instance_journal import note
from jalons.foundation.accounts.models import Authority, InstanceEntry, Role, User
from jalons.foundation.accounts.ports.departures import departure
from jalons.foundation.administration.account_actions import refuse_last
from jalons.foundation.administration.errors import AdministrationError
from jalons.foundation.journal.actions import forget_person

Actor = User | None


def alone_in(person: User) -> list[Authority]:
    """The active authorities whose only administrator is this person."""
    mine = person.memberships.filter(role=Role.ADMINISTRATOR, authority__deleted_at=None)
    administered = [each.authority for each in mine.select_related("authority")]
    others = models.Q(role=Role.ADMINISTRATOR, user__is_active=True)
    return [
        each
        for each in administered
        if not each.memberships.filter(others).exclude(user=person).exists()
    ]


@transaction.atomic
def delete_account(*, user: Actor, person: User, typed: str) -> None:
    """Delete an account; ``typed`` is its address, typed by the person who confirms.

    Raises ``AdministrationError``: ``address_differs``, ``last_of_instance``, ``last_of_authority``
    while an authority has no other administrator.
    """
    account = User.objects.select_for_update().get(pk=person.pk)
    if typed.strip().lower() != account.email.lower():
        raise AdministrationError("address_differs")
    refuse_last(account)
    if alone := alone_in(account):
        raise AdministrationError("last_of_authority", names=", ".join(str(a) for a in alone))
    for membership in account.memberships.select_related("authority"):
        departure()(authority=membership.authority, person=account, user=account)
    _forget(account)
    by_oneself = user is not None and user.pk == account.pk
    account.delete()
    note(actor=None if by_oneself else user, verb="account_deleted", label=_("deleted account"))


def _forget(person: User) -> None:
    """Remove the name and the address of a person from what stays."""
    names = {person.email, str(person)}
    forget_person(person=person, names=names, instead=_("deleted account"))
    lines = InstanceEntry.objects
    lines.filter(actor=person).update(actor_label=_("deleted account"))
    lines.filter(label__in=names).update(label=_("deleted account"))
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.EmailField) and model is not User:
                rows = model._base_manager.filter(**{f"{field.name}__iexact": person.email})  # noqa: SLF001
                rows.delete()
