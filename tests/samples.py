"""Sample objects for the addresses that need one: every app adds its own.

``tests/foundation/accounts/test_every_page.py`` visits every address of the product, as everybody.
An address with a parameter other than ``slug`` has an entry here: its URL name, and a function that
makes the object *within the given authority* and returns the parameters of the address. The walk
fails, naming the address, when an entry is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from jalons.footprint.web.actions import delete_inventory, import_inventory
from jalons.footprint.web.combining import combine
from jalons.footprint.web.models import (
    InventoryFile,
    OwnFactorFile,
    SavedScenario,
    StoredCorrection,
)
from jalons.foundation.accounts import links
from jalons.foundation.accounts.models import Authority, Invitation, Membership, OneTimeLink, User
from jalons.foundation.api.actions import create_token
from jalons.foundation.tasks.models import Job
from jalons.foundation.territories.models import Territory
from jalons.strategy.web.roadmap.actions import create_action, delete_action
from jalons.strategy.web.roadmap.models import Action, ActionTask, Axis, LinkedPlan, Remark

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


def _deleted(authority: Authority) -> dict[str, Any]:
    values = _inventory()(authority)
    delete_inventory(inventory=InventoryFile.objects.of(authority).get(**values), user=None)
    return values


def api_token(authority: Authority, *, scopes: Collection[str] = (), days: int = 1):
    """A token of an authority, and its secret."""
    user = User.objects.create_user(f"token-{User.objects.count()}@example.org", "x")
    return create_token(
        authority=authority, user=user, name="Sample", scopes=scopes, days=days, now=timezone.now()
    )


_FACTORS = (
    b"nom;etapeacv;critere;description;categorie;consoElecMoyenne;localisation;valeur;unite;source\n"
    b"ref-1;FABRICATION;Climate change;Laptop;;30;France;250;Item;Essai\n"
)


def _own_factors(authority: Authority) -> dict[str, Any]:
    kept = OwnFactorFile(authority=authority, name="facteurs.csv", size=len(_FACTORS))
    kept.file.save("facteurs.csv", ContentFile(_FACTORS), save=False)
    kept.save()
    return {"pk": kept.pk}


def _correction(authority: Authority) -> dict[str, Any]:
    pk = _inventory()(authority)["pk"]
    stored = StoredCorrection.objects.create(
        authority=authority,
        inventory_id=pk,
        revision=1,
        field="site",
        value="Annexe",
        lines=[["", 0, 2, 2]],
        chosen=1,
        changed=1,
    )
    return {"pk": pk, "correction": stored.pk}


def _combination(authority: Authority) -> dict[str, Any]:
    pks = [_inventory()(authority)["pk"] for _ in range(2)]
    sources = [InventoryFile.objects.of(authority).get(pk=pk) for pk in pks]
    return {
        "pk": combine(authority=authority, user=None, sources=sources, name="Sample").inventory_id
    }


def _roadmap(**more: Any) -> Sample:
    def make(authority: Authority) -> dict[str, Any]:
        action = create_action(authority=authority, user=None, values={"title": "Mesurer"})
        return {"pk": action.pk} | more

    return make


def _deleted_action(authority: Authority) -> dict[str, Any]:
    found = _roadmap()(authority)
    delete_action(action=Action.objects.of(authority).get(pk=found["pk"]), user=None)
    return found


def _task(**more: Any) -> Sample:
    def make(authority: Authority) -> dict[str, Any]:
        pk = _roadmap()(authority)["pk"]
        task = ActionTask.objects.create(authority=authority, action_id=pk, title="Compter")
        return {"pk": pk, "part": task.pk} | more

    return make


def _remark(authority: Authority) -> dict[str, Any]:
    pk = _roadmap()(authority)["pk"]
    about = str(Action.objects.of(authority).get(pk=pk).urn)
    return {
        "pk": pk,
        "part": Remark.objects.create(authority=authority, about=about, text="Vu").pk,
    }


def _axis(authority: Authority) -> dict[str, Any]:
    return {"pk": Axis.objects.create(authority=authority, name="Sobriété").pk}


def _plan(authority: Authority) -> dict[str, Any]:
    return {"pk": LinkedPlan.objects.create(authority=authority, kind="pcaet", name="PCAET").pk}


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
    "footprint_services": _inventory(),
    "footprint_trace": _inventory(device="laptop"),
    "footprint_compare": _inventory(),
    "footprint_breakdown": _inventory(),
    "footprint_breakdown_csv": _inventory(),
    "footprint_origin": _inventory(),
    "footprint_gaps": _inventory(),
    "footprint_scenarios": _inventory(),
    "footprint_scenario_keep": _inventory(),
    "footprint_scenario_delete": _scenario,
    "footprint_fleet": _inventory(),
    "footprint_fleet_export": _inventory(kind="csv"),
    "footprint_correct": _inventory(),
    "footprint_corrections": _inventory(),
    "footprint_correction_undo": _correction,
    "footprint_correction_again": _correction,
    "footprint_doubles": _combination,
    "footprint_delete": _inventory(),
    "footprint_restore": _inventory(),
    "footprint_export": _inventory(kind="lignes-csv"),
    "footprint_own_factor_file": _own_factors,
    "footprint_own_factors_terms": _own_factors,
    "footprint_own_factors_links": _own_factors,
    "footprint_own_factors_delete": _own_factors,
    "footprint_own_factors_restore": _own_factors,
    "footprint_factors_csv": lambda _: {"name": "facteurs"},
    "footprint_device_factors": lambda _: {"device": "laptop"},
    "territory": _territory,
    "job": _job,
    "job_cancel": _job,
    "commitment_page": lambda _: {"number": 4},
    "indicator_page": lambda _: {"indicator": "footprint.total"},
    "indicator_csv": lambda _: {"indicator": "footprint.total"},
}

SAMPLES |= {
    "roadmap_action": _roadmap(),
    "roadmap_edit": _roadmap(),
    "roadmap_attach": _roadmap(),
    "roadmap_history": _roadmap(),
    "roadmap_delete": _roadmap(),
    "roadmap_restore": _deleted_action,
    "roadmap_remark": _roadmap(),
    "roadmap_remark_delete": _remark,
    "roadmap_task_done": _task(),
    "roadmap_part_new": _roadmap(kind="budget"),
    "roadmap_part": _task(kind="taches"),
    "roadmap_part_delete": _task(kind="taches"),
    "roadmap_axis": _axis,
    "roadmap_axis_move": _axis,
    "roadmap_axis_delete": _axis,
    "roadmap_plan": _plan,
    "roadmap_plan_delete": _plan,
    "api_actions_pk": _roadmap(),
}

SAMPLES |= {
    "api_token_revoke": lambda authority: {"token": api_token(authority)[0].pk},
    "api_room_reference": lambda _: {"room": "footprint"},
    "api_indicators_indicator": lambda _: {"indicator": "footprint.total"},
    "api_jobs_job_id": _job,
    "api_inventories_pk": _inventory(),
    "api_inventories_pk_restoration": _deleted,
    "api_inventories_pk_sheets": _inventory(),
    "api_inventories_pk_assessment": _inventory(),
    "api_inventories_pk_lines": _inventory(),
    "api_inventories_pk_traces": _inventory(),
    "api_inventories_pk_breakdown": _inventory(),
    "api_inventories_pk_comparison": _inventory(),
    "api_inventories_pk_pcr_si": _inventory(),
    "api_inventories_pk_simulation": _inventory(),
    "api_inventories_pk_scenarios": _inventory(),
    "api_inventories_pk_scenarios_scenario": _scenario,
}

# What a call of the API must say besides its address: a query for a reading, a body otherwise.
ASKED: dict[tuple[str, str], Callable[[Authority], Any]] = {
    ("POST", "api_inventories"): lambda _: _INVENTORY,
    ("POST", "api_inventories_pk_assessment"): lambda _: {},
    ("POST", "api_actions"): lambda _: {"title": "Mesurer"},
    ("PATCH", "api_actions_pk"): lambda _: {"version": 1, "status": "done"},
    ("GET", "api_inventories_pk_traces"): lambda _: {"device": "laptop"},
    ("GET", "api_inventories_pk_breakdown"): lambda _: {"by": "site"},
    ("GET", "api_inventories_pk_comparison"): lambda authority: {
        "before": str(_inventory()(authority)["pk"])
    },
    ("POST", "api_inventories_pk_simulation"): lambda _: {"levers": ["unused"]},
    ("POST", "api_inventories_pk_scenarios"): lambda _: {"name": "Essai", "levers": ["screens:1"]},
}

# Addresses whose parameter names something common to all authorities, not an object of one.
COMMON = {"commitment_page", "indicator_page", "indicator_csv", "api_indicators_indicator"}
