"""Acts of an administrator of the instance on an account; each is in its journal."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.urls import reverse

from jalons.foundation.accounts.instance_journal import note
from jalons.foundation.accounts.models import User
from jalons.foundation.accounts.ports.departures import departure
from jalons.foundation.administration.errors import AdministrationError

Actor = User | None


def _locked(person: User) -> User:
    """The account, locked with the administrators, so that two cannot remove each other at once."""
    administrators = User.objects.select_for_update().filter(is_superuser=True)
    list(administrators.values_list("pk", flat=True))
    return User.objects.select_for_update().get(pk=person.pk)


def refuse_last(person: User) -> None:
    """Raise ``AdministrationError`` (``last_of_instance``) for its last active administrator."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)
    if person.is_superuser and not others.exists():
        raise AdministrationError("last_of_instance")


@transaction.atomic
def close(*, user: Actor, person: User) -> None:
    """Close an account: it no longer signs in, its sessions end, its API tokens are revoked.

    Raises ``AdministrationError`` (``last_of_instance``).
    """
    account = _locked(person)
    refuse_last(account)
    if not account.is_active:
        return
    account.is_active = False
    account.save(update_fields=["is_active"])
    for membership in account.memberships.select_related("authority"):
        departure()(authority=membership.authority, person=account, user=user or account)
    note(actor=user, verb="account_closed", label=str(account.email))


@transaction.atomic
def reopen(*, user: Actor, person: User) -> None:
    account = _locked(person)
    if account.is_active:
        return
    account.is_active = True
    account.save(update_fields=["is_active"])
    note(actor=user, verb="account_reopened", label=str(account.email))


@transaction.atomic
def name_administrator(*, user: Actor, person: User) -> None:
    """Have an account administer the instance. Raises ``AdministrationError`` when it is closed."""
    account = _locked(person)
    if not account.is_active:
        raise AdministrationError("account_is_closed")
    if not account.is_superuser:
        account.is_superuser = account.is_staff = True
        account.save(update_fields=["is_superuser", "is_staff"])
        note(actor=user, verb="administrator_named", label=str(account.email))


@transaction.atomic
def remove_administrator(*, user: Actor, person: User) -> None:
    """Have an account no longer administer the instance.

    Raises ``AdministrationError`` (``last_of_instance``).
    """
    account = _locked(person)
    refuse_last(account)
    if account.is_superuser:
        account.is_superuser = account.is_staff = False
        account.save(update_fields=["is_superuser", "is_staff"])
        note(actor=user, verb="administrator_removed", label=str(account.email))


def password_link(*, user: Actor, person: User) -> str:
    """The path of a page where the person chooses a password, once, within three days.

    A second factor, where there is one, is still needed to sign in.
    Raises ``AdministrationError`` (``account_is_closed``).
    """
    if not person.is_active:
        raise AdministrationError("account_is_closed")
    note(actor=user, verb="password_link", label=str(person.email))
    return reverse("account_reset_password_from_key", kwargs=_key_of(person))


def _key_of(person: AbstractBaseUser) -> dict[str, str]:
    return {
        "uidb36": user_pk_to_url_str(person),
        "key": default_token_generator.make_token(person),
    }
