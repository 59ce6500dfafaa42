"""Sample objects for the addresses that need one: every app adds its own.

``tests/foundation/accounts/test_every_page.py`` visits every address of the product, as everybody.
An address with a parameter other than ``slug`` has an entry here: its URL name, and a function that
makes the object *within the given authority* and returns the parameters of the address. The walk
fails, naming the address, when an entry is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from jalons.footprint.web.actions import import_inventory
from jalons.footprint.web.models import SavedScenario
from jalons.foundation.accounts import links
from jalons.foundation.accounts.models import Authority, Invitation, Membership, OneTimeLink, User
from jalons.foundation.tasks.models import Job
from jalons.foundation.territories.models import Territory

type Sample = Callable[[Authority], dict[str, Any]]


def _member(authority: Authority) -> dict[str, Any]:
    user = User.objects.create_user(f"sample-{User.objects.count()}@example.org", "x")
    return {"member": Membership.objects.create(user=user, authority=authority).pk}


def invitation(authority: Authority) -> Invitation:
    """An invitation that can be accepted."""
    later = timezone.now() + timedelta(days=1)
    return Invitation.objects.create(
        authority=authority, email="guest@example.org", expires_at=later
    )


def _one_time_link(purpose: str) -> Sample:
    def make(authority: Authority) -> dict[str, Any]:
        secret = links.new_secret()
        user = User.objects.create_user(f"link-{User.objects.count()}@example.org", "x")
        OneTimeLink.objects.create(
            digest=links.digest(secret),
            purpose=purpose,
            user=user if purpose == OneTimeLink.Purpose.SIGN_IN else None,
            expires_at=timezone.now() + timedelta(minutes=5),
        )
        return {"secret": secret}

    return make


def _job(authority: Authority) -> dict[str, Any]:
    return {"job_id": Job.objects.create(authority=authority, kind="sample", label="Sample").pk}


def _territory(_authority: Authority) -> dict[str, Any]:
    Territory.objects.get_or_create(kind="epci", code="200000003", name="CC de l’Essai")
    return {"kind": "epci", "code": "200000003"}


_INVENTORY = b"type;modele;quantite\nportable;DELL LATITUDE 5420;12\necran;Ecran 24;7\n"


def _inventory(**more: Any) -> Sample:
    def make(authority: Authority) -> dict[str, Any]:
        assessed = import_inventory(
            authority=authority,
            user=None,
            name="parc.csv",
            content=_INVENTORY,
            today=date(2026, 11, 24),
        )
        return {"pk": assessed.inventory.pk, **more}

    return make


def _scenario(authority: Authority) -> dict[str, Any]:
    pk = _inventory()(authority)["pk"]
    kept = SavedScenario.objects.create(
        authority=authority, inventory_id=pk, name="Sample", levers="screens=1"
    )
    return {"pk": pk, "scenario": kept.pk}


SAMPLES: dict[str, Sample] = {
    "change_role": _member,
    "remove_member": _member,
    "revoke_invitation": lambda authority: {"invitation": invitation(authority).pk},
    "accept_invitation": lambda authority: {"token": links.invitation_token(invitation(authority))},
    "sign_in_link": _one_time_link(OneTimeLink.Purpose.SIGN_IN),
    "first_administrator": _one_time_link(OneTimeLink.Purpose.FIRST_ADMINISTRATOR),
    "footprint_result": _inventory(),
    "footprint_refused": _inventory(),
    "footprint_columns": _inventory(),
    "footprint_sheet": _inventory(sheet=0),
    "footprint_lines": _inventory(),
    "footprint_kinds": _inventory(),
    "footprint_choices": _inventory(),
    "footprint_trace": _inventory(device="laptop"),
    "footprint_compare": _inventory(),
    "footprint_breakdown": _inventory(),
    "footprint_scenarios": _inventory(),
    "footprint_scenario_keep": _inventory(),
    "footprint_scenario_delete": _scenario,
    "footprint_delete": _inventory(),
    "footprint_restore": _inventory(),
    "footprint_export": _inventory(kind="lignes-csv"),
    "footprint_device_factors": lambda _: {"device": "laptop"},
    "territory": _territory,
    "job": _job,
    "job_cancel": _job,
    "commitment_page": lambda _: {"number": 4},
    "indicator_page": lambda _: {"indicator": "footprint.total"},
    "indicator_csv": lambda _: {"indicator": "footprint.total"},
}

# Addresses whose parameter names something common to all authorities, not an object of one.
COMMON = {"commitment_page", "indicator_page", "indicator_csv"}
