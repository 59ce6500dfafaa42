"""Sample objects for the addresses that need one: every app adds its own.

``tests/foundation/accounts/test_every_page.py`` visits every address of the product, as everybody.
An address with a parameter other than ``slug`` has an entry here: its URL name, and a function that
makes the object *within the given authority* and returns the parameters of the address. The walk
fails, naming the address, when an entry is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from factories.consultations import make_consultation
from factories.datasets import make_dataset, make_file
from factories.people import member_of
from jalons.ailibrary.recipes.registry import recipe_keys
from jalons.ailibrary.web.exchange.models import Parcel
from jalons.ailibrary.web.meters.models import MeterAlert, MeterWatch
from jalons.ailibrary.web.queue import deciding
from jalons.ailibrary.web.queue.models import Contestation, QueueItem, ReceivingService
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.ailibrary.web.search.actions import index as write_passages
from jalons.ailibrary.web.search.actions import store as store_documents
from jalons.ailibrary.web.search.models import Corpus, CorpusDocument
from jalons.broker.engine import operations
from jalons.broker.engine.ingest.plan import Plan, PlannedColumn
from jalons.broker.engine.policies.policy import TypePolicy
from jalons.broker.server.ingest.dead_letters import DeadLetter
from jalons.broker.store.port import Step
from jalons.catalogue.web.ai_systems.models import (
    AIIncident,
    AISystem,
    GenerativeUse,
    LiteracySession,
)
from jalons.catalogue.web.algorithms.models import (
    Algorithm,
    AlgorithmInput,
    AlgorithmParameter,
    AlgorithmRequest,
)
from jalons.catalogue.web.charters import models as charters
from jalons.catalogue.web.checks.actions import examined
from jalons.catalogue.web.datasets.actions import show, store_file
from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.catalogue.web.datasets.queries import versions
from jalons.catalogue.web.duties.models import DutyAnswer
from jalons.catalogue.web.exchange.models import HarvestSource
from jalons.catalogue.web.previews.actions import read_job
from jalons.catalogue.web.privacy.models import FileScan, PersonalColumn, ProcessingSheet
from jalons.catalogue.web.reminders.digest import REMINDERS as CATALOGUE_REMINDERS
from jalons.federation.web.received.models import ItemContent, ReceivedItem
from jalons.federation.web.sharing.models import Repository
from jalons.federation.web.sources.models import Source as FederationSource
from jalons.federation.web.supervision.models import HelpRequest
from jalons.footprint.web.combinations.actions import combine
from jalons.footprint.web.intake.actions import import_inventory
from jalons.footprint.web.models import (
    InventoryFile,
    SavedScenario,
    StoredCorrection,
    StoredHeadcount,
    StoredHostedService,
    StoredPrintCount,
)
from jalons.footprint.web.own_factors.actions import add_factors
from jalons.foundation.accounts.invitations import links
from jalons.foundation.accounts.models import (
    Authority,
    Invitation,
    KnownDomain,
    Membership,
    OneTimeLink,
    Role,
    User,
)
from jalons.foundation.administration.models import Announcement
from jalons.foundation.api.actions import create_token
from jalons.foundation.digests.digest import Digest
from jalons.foundation.digests.links import leave_path
from jalons.foundation.imports import actions as imports
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.notes.models import Note
from jalons.foundation.partners.models import PartnerTerritory
from jalons.foundation.publishing.models import PublicPage, Published
from jalons.foundation.register.declaration import registers
from jalons.foundation.register.models import Batch, Registered
from jalons.foundation.register.pages import is_of
from jalons.foundation.register.writer import delete as put_in_trash
from jalons.foundation.register.writer import move, store_computed, write
from jalons.foundation.tasks.models import Job
from jalons.foundation.territories.models import Territory
from jalons.inclusion.web.access.models import AccessStudy
from jalons.inclusion.web.campaigns.models import Campaign, CampaignMeasure
from jalons.inclusion.web.diagnosis.actions import diagnose_job
from jalons.inclusion.web.diagnosis.models import FragilityDiagnosis
from jalons.inclusion.web.official.models import OfficialData
from jalons.inclusion.web.places.models import MediationPlace
from jalons.inclusion.web.procedures.models import Channel, Procedure
from jalons.inclusion.web.siting.models import SitingStudy
from jalons.inclusion.web.skills.models import (
    Activity,
    EquipmentAid,
    Retention,
    TrainingSession,
)
from jalons.kernel import Period
from jalons.participation.web.consultations import code_files
from jalons.participation.web.consultations.models import (
    AnswerPart,
    CodeBatch,
    Consultation,
    Proposal,
    Question,
)
from jalons.participation.web.exchange.actions import bring as bring_answers
from jalons.participation.web.experiments.models import (
    Experiment,
    Measurement,
    NewService,
    ServiceYear,
    UserFinding,
    UserTest,
)
from jalons.participation.web.moderation.actions import judge
from jalons.participation.web.positions import models as positions
from jalons.participation.web.reading import actions as reading
from jalons.participation.web.reading.models import Theme
from jalons.procurement.web.agec.actions import drop_export
from jalons.procurement.web.agec.models import (
    AccountingExport,
    AgecAmount,
    AgecGift,
    AgecRule,
    AgecYear,
)
from jalons.procurement.web.agec.reminders import AGEC
from jalons.procurement.web.clauses.models import (
    ClauseCheck,
    ClauseSelection,
    SelectedOwnClause,
)
from jalons.procurement.web.clauses.reminders import CHECKS
from jalons.procurement.web.contracts.models import Contract
from jalons.procurement.web.own_clauses.models import OwnClause
from jalons.procurement.web.products.models import Product, ProductPurchase
from jalons.procurement.web.purchases.models import Purchase, PurchaseQuote
from jalons.procurement.web.tenders.models import Tender, TenderBid, TenderCriterion
from jalons.reuse.web.accounts.models import LotSale, ReuseYear
from jalons.reuse.web.devices.models import Device, Repair
from jalons.reuse.web.lots.actions import attach as bring_paper
from jalons.reuse.web.lots.models import Lot, LotFile
from jalons.reuse.web.offers.models import Offer
from jalons.reuse.web.takers.models import Taker
from jalons.reuse.web.wiping.actions import bring as bring_wiping
from jalons.reuse.web.wiping.models import NoMediaStatement, WipeCertificate
from jalons.strategy.engine.indicators.trajectory import Course, Point
from jalons.strategy.engine.statutory.decree import DocumentKind
from jalons.strategy.web.actors.models import Actor, ActorInvitation
from jalons.strategy.web.calendar.calendar_feed import make_link
from jalons.strategy.web.calendar.reminders import REMINDERS
from jalons.strategy.web.diagnosis.actions import answer, store_snapshot
from jalons.strategy.web.indicators import actions as figures
from jalons.strategy.web.roadmap.actions import create_action
from jalons.strategy.web.roadmap.models import (
    Action,
    ActionTask,
    Axis,
    BudgetLine,
    Funding,
    LinkedPlan,
    ProposedAction,
)
from jalons.strategy.web.roadmap.plan_exchange.plan_import import plan_file
from jalons.strategy.web.statutory.actions import sign as sign_document
from jalons.strategy.web.statutory.actions import start as start_document
from jalons.strategy.web.statutory.models import StatutoryDocument, WordTemplate
from jalons.strategy.web.territory.models import TerritorySheet
from jalons.twin.engine.dashboards import Board, Tile
from jalons.twin.engine.heat import entities as heat_names
from jalons.twin.engine.whatif.change import Selection, SetValue
from jalons.twin.web.alerts.mails import ALERTS
from jalons.twin.web.alerts.models import AlertRule, RaisedAlert
from jalons.twin.web.cases.models import CaseResult, TwinCase
from jalons.twin.web.connection import twin_store as twin
from jalons.twin.web.dashboards import actions as dashboards
from jalons.twin.web.heat import actions as heat
from jalons.twin.web.ingest.dead_letters.actions import dead_letters
from jalons.twin.web.ingest.files import actions as bringing
from jalons.twin.web.ingest.files import uploaded_files
from jalons.twin.web.ingest.sources.actions import delete as delete_source
from jalons.twin.web.ingest.sources.actions import save_source
from jalons.twin.web.observations.queries import key_of
from jalons.twin.web.silences.models import SensorSilence
from jalons.twin.web.whatif.actions import make as make_whatif
from jalons.twin.web.whatif.computation import new_snapshot
from jalons.twin.web.whatif.models import TwinSnapshot, WhatIf
from jalons.webaudit.engine.measure import PageMeasure
from jalons.webaudit.web.audits.actions import bring
from jalons.webaudit.web.audits.models import AuditedPage, WebAudit
from jalons.webaudit.web.ecodesign.models import EcodesignAnswer, EcodesignReview
from jalons.webaudit.web.grids.models import (
    AccessFinding,
    AccessGrid,
    GridDecision,
    GridPage,
)
from jalons.webaudit.web.services.models import Traffic, WebService
from jalons.webaudit.web.statements.models import (
    AccessPlan,
    AccessStatement,
    Complaint,
    StatementItem,
)

type Sample = Callable[[Authority], dict[str, Any]]


def _member(authority: Authority) -> dict[str, Any]:
    user = member_of(authority, Role.READER, f"sample-{User.objects.count()}@example.org")
    return {"member": user.memberships.get().pk}


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
    made = stored(SavedScenario, authority, inventory=pk, name="Sample", levers=["screens:1"])
    return {"pk": pk, "scenario": made.pk}


def _deleted(authority: Authority) -> dict[str, Any]:
    values = _inventory()(authority)
    put_in_trash(authority, None, [InventoryFile.objects.of(authority).get(**values)])
    return values


def api_token(authority: Authority, *, scopes: Collection[str] = (), days: int = 1):
    """A token of an authority, made by one of its administrators, and its secret."""
    user = member_of(authority, Role.ADMINISTRATOR, f"token-{User.objects.count()}@example.org")
    return create_token(
        authority=authority, user=user, name="Sample", scopes=scopes, days=days, now=timezone.now()
    )


_FACTORS = (
    b"nom;etapeacv;critere;description;categorie;consoElecMoyenne;localisation;valeur;unite;source\n"
    b"ref-1;FABRICATION;Climate change;Laptop;;30;France;250;Item;Essai\n"
)


def _own_factors(authority: Authority) -> dict[str, Any]:
    file = ContentFile(_FACTORS, "facteurs.csv")
    made = add_factors(authority=authority, user=None, file=file, licence="", shown=False)
    return {"pk": made.pk}


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


def _declared(authority: Authority) -> dict[str, Any]:
    declared = figures.Declaration("footprint.total", Period.year(2025), 3.0)
    row = figures.declare(authority=authority, user=None, declared=declared)
    return {"indicator": row.indicator, "pk": row.pk}


def _aimed(authority: Authority) -> dict[str, Any]:
    course = Course(Point(date(2024, 12, 31), 3.0), (Point(date(2030, 12, 31), 2.0),))
    figures.set_objective(
        authority=authority, user=None, indicator="footprint.total", course=course
    )
    return {"indicator": "footprint.total"}


def _objective(authority: Authority) -> dict[str, Any]:
    return {"pk": figures.queries.objective(authority, **_aimed(authority)).pk}


def _note(authority: Authority, about: str, *, deleted: bool = False) -> int:
    when = timezone.now() if deleted else None
    note = Note.objects.create(authority=authority, about=about, text="Vu", deleted_at=when)
    return note.pk


def _indicator_note(*, deleted: bool = False) -> Sample:
    name = "footprint.total"
    about = f"urn:jalons:indicator:{name}"
    return lambda authority: {
        "indicator": name,
        "note": _note(authority, about, deleted=deleted),
    }


def _deleted_action(authority: Authority) -> dict[str, Any]:
    found = _roadmap()(authority)
    put_in_trash(authority, None, [Action.objects.of(authority).get(pk=found["pk"])])
    return found


def _line(model: type[Registered], **values: Any) -> Sample:
    def make(authority: Authority) -> dict[str, Any]:
        pk = _roadmap()(authority)["pk"]
        line = model(authority=authority, action_id=pk)
        write(authority, None, [(line, values)])
        return {"pk": pk, "part_pk": line.pk}

    return make


def _action_note(*, deleted: bool = False) -> Sample:
    def make(authority: Authority) -> dict[str, Any]:
        pk = _roadmap()(authority)["pk"]
        about = str(Action.objects.of(authority).get(pk=pk).urn)
        return {"pk": pk, "note": _note(authority, about, deleted=deleted)}

    return make


def _axis(authority: Authority) -> dict[str, Any]:
    axis = Axis(authority=authority)
    write(authority, None, [(axis, {"name": "Sobriété"})])
    return {"pk": axis.pk}


def _plan(authority: Authority) -> dict[str, Any]:
    plan = LinkedPlan(authority=authority)
    write(authority, None, [(plan, {"kind": "pcaet", "name": "PCAET"})])
    return {"pk": plan.pk}


def _document(
    state: str = "draft", of: DocumentKind = DocumentKind.STRATEGY, **more: Any
) -> Sample:
    def make(authority: Authority) -> dict[str, Any]:
        made = start_document(authority=authority, user=None, kind=of, year=2026)
        if state == "review":
            move(None, made, "review")
        return {"pk": made.pk} | more

    return make


def _compared_document(authority: Authority) -> dict[str, Any]:
    kind = DocumentKind.STRATEGY
    made = start_document(authority=authority, user=None, kind=kind, year=2025)
    move(None, made, "review")
    day = date(2026, 1, 28)
    sign_document(document=made, user=None, today=day, lang="fr", version=made.version)
    return _document()(authority)


def _deleted_document(authority: Authority) -> dict[str, Any]:
    found = _document()(authority)
    put_in_trash(authority, None, [StatutoryDocument.objects.of(authority).get(**found)])
    return found


def _word_template(authority: Authority) -> dict[str, Any]:
    made = WordTemplate(authority=authority, file=ContentFile(b"x", "modele.docx"))
    write(authority, None, [(made, {"name": "modele.docx"})])
    return {"pk": made.pk}


def _plan_import(*, applied: bool) -> Sample:
    def make(authority: Authority) -> dict[str, Any]:
        content = b"N;Action\n1;Former\n"
        file = imports.drop(plan_file, authority, None, name="plan.csv", content=content)
        if applied:
            imports.store(plan_file, file, None)
        return {"pk": file.pk}

    return make


def _calendar_feed(authority: Authority) -> dict[str, Any]:
    membership = Membership.objects.get(pk=_member(authority)["member"])
    return {"secret": make_link(authority=authority, user=membership.user)}


def _leave(digest: Digest[Any]) -> Sample:
    def make(authority: Authority) -> dict[str, Any]:
        membership = Membership.objects.get(pk=_member(authority)["member"])
        path = leave_path(digest, authority, membership.user)
        return {"token": path.rstrip("/").rpartition("/")[2]}

    return make


def _territory_sheet(authority: Authority) -> dict[str, Any]:
    write(authority, None, [(TerritorySheet(authority=authority), {})])
    return {}


def _answer(authority: Authority) -> dict[str, Any]:
    answer(authority=authority, user=None, said={"1.1.1": "done"}, evidence={})
    return {}


def _snapshot(authority: Authority) -> dict[str, Any]:
    return {"pk": store_snapshot(authority=authority, user=None, name="Sample").pk}


SAMPLES: dict[str, Sample] = {
    "roadmap_action_import_check": _plan_import(applied=False),
    "roadmap_action_import_done": _plan_import(applied=True),
    "roadmap_action_import_undo": _plan_import(applied=True),
    "calendar_feed": _calendar_feed,
    "reminders_leave": _leave(REMINDERS),
    "change_role": _member,
    "remove_member": _member,
    "revoke_invitation": lambda authority: {"invitation": invitation(authority).pk},
    "accept_invitation": lambda authority: {"token": links.invitation_token(invitation(authority))},
    "sign_in_link": _one_time_link(OneTimeLink.Purpose.SIGN_IN),
    "first_administrator": _one_time_link(OneTimeLink.Purpose.FIRST_ADMINISTRATOR),
    "footprint_result": _inventory(),
    "footprint_perimeter": _inventory(),
    "footprint_refused": _inventory(),
    "footprint_columns": _inventory(),
    "footprint_sheet": _inventory(sheet=0),
    "footprint_lines": _inventory(),
    "footprint_kinds": _inventory(),
    "footprint_choices": _inventory(),
    "footprint_services": _inventory(),
    "footprint_trace": _inventory(device="laptop"),
    "footprint_compare": _inventory(),
    "footprint_covers": _inventory(),
    "footprint_breakdown": _inventory(),
    "footprint_breakdown_csv": _inventory(),
    "footprint_origin": _inventory(),
    "footprint_gaps": _inventory(),
    "footprint_scenarios": _inventory(),
    "footprint_ratios": _inventory(),
    "footprint_purchases": _inventory(),
    "footprint_hosting": _inventory(),
    "footprint_conformity": _inventory(),
    "footprint_hosting_count": _inventory(),
    "footprint_printing": _inventory(),
    "footprint_printing_count": _inventory(),
    "footprint_scenario_keep": _inventory(),
    "footprint_fleet": _inventory(),
    "footprint_fleet_export": _inventory(kind="csv"),
    "footprint_correct": _inventory(),
    "footprint_corrections": _inventory(),
    "footprint_correction_undo": _correction,
    "footprint_correction_again": _correction,
    "footprint_doubles": _combination,
    "footprint_export": _inventory(kind="lignes-csv"),
    "footprint_factor_file_links": _own_factors,
    "footprint_factors_csv": lambda _: {"name": "facteurs"},
    "footprint_device_factors": lambda _: {"device": "laptop"},
    "territory": _territory,
    "job": _job,
    "job_cancel": _job,
    "commitment_page": lambda _: {"number": 4},
    "indicator_page": lambda _: {"indicator": "footprint.total"},
    "indicator_csv": lambda _: {"indicator": "footprint.total"},
    "footprint_pairs": _inventory(),
    "footprint_pairs_search": _inventory(),
    "footprint_pair_decide": _inventory(),
}

SAMPLES |= {
    "territory_figure": lambda _: {"name": "firms"},
    "indicator_value_new": lambda _: {"indicator": "footprint.total"},
    "indicator_value": _declared,
    "indicator_objective": lambda _: {"indicator": "footprint.total"},
    "indicator_follow": lambda _: {"indicator": "footprint.total"},
    "indicator_trust": lambda _: {"indicator": "footprint.total"},
    "indicator_page_note": lambda _: {"indicator": "footprint.total"},
    "indicator_page_note_delete": _indicator_note(),
    "indicator_page_note_restore": _indicator_note(deleted=True),
    "indicator_history": lambda _: {"indicator": "footprint.total"},
    "api_objectives_indicator": _aimed,
    "roadmap_attach": _roadmap(),
    "roadmap_action_note": _roadmap(),
    "roadmap_action_note_delete": _action_note(),
    "roadmap_action_note_restore": _action_note(deleted=True),
    "roadmap_task_done": _line(ActionTask, title="Compter"),
    "roadmap_axis_move": _axis,
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


def _opened(**more: Any) -> Sample:
    """An authority whose page is open, with one commitment on it."""

    def make(authority: Authority) -> dict[str, Any]:
        Published.objects.create(authority=authority, urn="urn:jalons:commitment:4")
        PublicPage.objects.create(authority=authority, is_open=True)
        return more

    return make


def _opened_as_territory(authority: Authority) -> dict[str, Any]:
    return _opened(territory=authority.slug)(authority)


SAMPLES |= {
    "publication_choose": lambda _: {"name": "engagements"},
    "publication_preview": lambda _: {"name": "engagements"},
    "public_part": _opened(name="engagements"),
    "public_data": _opened(name="diagnostic.json"),
    "public_document": _opened(pk=UUID(int=1), kind="pdf"),
    "api_public_territory_commitments": _opened_as_territory,
    "api_public_territory_actions": _opened_as_territory,
    "api_public_territory_indicators": _opened_as_territory,
    "api_public_territory_actors": _opened_as_territory,
    "api_public_territory_changes": _opened_as_territory,
}


def _with_residents(authority: Authority) -> dict[str, Any]:
    """A territory with residents: what is estimated of it rests on their number."""
    authority.territory, _ = Territory.objects.get_or_create(
        kind="epci", code="200000004", defaults={"name": "CA de l’Essai", "population": 60_000}
    )
    authority.save(update_fields=["territory"])
    return {}


# What a call of the API must say besides its address: a query for a reading, a body otherwise.
ASKED: dict[tuple[str, str], Callable[[Authority], Any]] = {
    ("POST", "api_inventories"): lambda _: _INVENTORY,
    ("POST", "api_inventories_pk_assessment"): lambda _: {},
    ("POST", "api_actions"): lambda _: {"title": "Mesurer"},
    ("PATCH", "api_actions_pk"): lambda _: {"version": 1, "status": "done"},
    ("POST", "api_actors"): lambda _: {"name": "Ressourcerie du Pont", "organisation": True},
    ("PATCH", "api_actors_pk"): lambda _: {"version": 1, "state": "engaged"},
    ("POST", "api_tenders"): lambda _: {"name": "Postes de travail"},
    ("PATCH", "api_tenders_pk"): lambda _: {"version": 1, "state": "published"},
    ("POST", "api_lots"): lambda _: {"name": "Lot 1"},
    ("PATCH", "api_lots_pk"): lambda _: {"version": 1, "place": "Atelier"},
    ("POST", "api_takers"): lambda _: {"name": "Ressourcerie", "nature": "esus"},
    ("PATCH", "api_takers_pk"): lambda _: {"version": 1, "place": "Vitré"},
    ("POST", "api_devices"): lambda _: {"label": "PC-1"},
    ("PATCH", "api_devices_pk"): lambda _: {"version": 1, "kind": "monitor"},
    ("POST", "api_products"): lambda _: {"name": "Portable 13", "category": "laptop"},
    ("PATCH", "api_products_pk"): lambda _: {"version": 1, "maker": "Nimbo"},
    ("POST", "api_contracts"): lambda _: {
        "number": "2026-02",
        "subject": "Portables",
        "amount": 50_000,
        "notified_on": "2026-03-02",
    },
    ("PATCH", "api_contracts_pk"): lambda _: {"version": 1, "spaser": "yes"},
    ("GET", "api_territory"): _with_residents,
    ("PUT", "api_declared_values"): lambda _: {
        "indicator": "footprint.total",
        "start": "2025-01-01",
        "end": "2025-12-31",
        "value": 3,
    },
    ("PUT", "api_objectives_indicator"): lambda _: {
        "baseline": {"on": "2024-12-31", "value": 3},
        "points": [{"on": "2030-12-31", "value": 2}],
        "version": 1,
    },
    ("GET", "api_inventories_pk_traces"): lambda _: {"device": "laptop"},
    ("GET", "api_inventories_pk_breakdown"): lambda _: {"by": "site"},
    ("GET", "api_inventories_pk_comparison"): lambda authority: {
        "before": str(_inventory()(authority)["pk"])
    },
    ("POST", "api_inventories_pk_simulation"): lambda _: {"levers": ["unused"]},
    ("POST", "api_inventories_pk_scenarios"): lambda _: {"name": "Essai", "levers": ["screens:1"]},
}

# Addresses that undo the act of somebody else: only who may delete does.
OTHERS_ACTS: dict[str, Role] = {"roadmap_action_import_undo": Role.LEAD}

# Addresses whose parameter names something common to all authorities, not an object of one.
COMMON = {
    "twin_whatif_try",
    "twin_heat_note_export",
    "diagnosis_commitment",
    "diagnosis_question",
    "diagnosis_reasons",
    "publication_choose",
    "publication_preview",
    "commitment_page",
    "indicator_page",
    "indicator_csv",
    "territory_figure",
    "indicator_value_new",
    "indicator_objective",
    "indicator_follow",
    "indicator_trust",
    "indicator_page_note",
    "indicator_history",
    "api_objectives_indicator",
    "api_indicators_indicator",
}

SAMPLES |= {
    "document_domains": _document(),
    "document_part": _document(part="objectives"),
    "document_preview": _document(),
    "document_compare": _compared_document,
    "document_sign": _document("review"),
    "document_download": _document(kind="html"),
}


def _proposal(authority: Authority) -> dict[str, Any]:
    """A proposal between an authority and itself: it may answer it, and take it back."""
    made = ProposedAction.objects.of(authority).create(
        authority=authority, sender=authority, source=uuid4(), title="Audit commun", content={}
    )
    return {"pk": made.pk}


SAMPLES |= {
    "communes_withdraw": _proposal,
    "epci_answer": _proposal,
    "diagnosis_commitment": lambda _: {"number": 1},
    "diagnosis_question": lambda _: {"name": "1.1.1"},
    "diagnosis_reasons": lambda _: {"number": 1},
    "diagnosis_snapshot_go_back": _snapshot,
}


def _sensor(authority: Authority, **attrs: Any) -> dict[str, Any]:
    """A sensor in the twin of the authority, with the sheet of its type."""
    sheet = twin_sheet()
    tenant = twin.tenant_of(authority)
    twin.policies().keep(tenant, sheet)
    entity = {"id": "urn:ngsi-ld:Sensor:1", "type": [sheet.type], "attrs": attrs}
    twin.store().write(
        tenant,
        [Step(str(entity["id"]), operations.upsert(entity, updating=False))],
        now=1_700_000_000_000_000,
    )
    return {"entity": entity["id"]}


def _silent_sensor(authority: Authority) -> dict[str, Any]:
    seen = {"type": "Property", "value": 1, "observedAt": "2023-11-14T22:13:20Z"}
    return {"sensor": _sensor(authority, level=[seen])["entity"]}


def _silence(authority: Authority) -> dict[str, Any]:
    made = SensorSilence(authority=authority, sensor="urn:ngsi-ld:T:1", name="Sample", last=1)
    write(authority, None, [(made, {"reason": "Pile vide"})])
    return {"pk": made.pk}


def twin_sheet() -> TypePolicy:
    """A complete sheet, open to everybody."""
    return TypePolicy(
        type="https://uri.etsi.org/ngsi-ld/default-context/Sensor",
        name="Capteurs",
        purpose="Mesurer.",
        legal_basis="not_personal",
        owner="Direction technique",
        retention_days=365,
        audience="open",
    )


def _twin_sheet(authority: Authority) -> dict[str, Any]:
    _sensor(authority)
    return {"key": key_of(twin_sheet().type)}


def heat_entity(iri: str, **values: Any) -> Sample:
    """A room, a need or a meter of the twin, with the sheet of its type."""

    def make(authority: Authority) -> dict[str, Any]:
        sheet = {"name": "Chaleur", "purpose": "Savoir.", "owner": "Énergie", "retention_days": 9}
        heat.confirm_policy(authority=authority, user=None, iri=iri, values=sheet)
        told = {heat_names.NAME: "Salle", **values}
        return {"entity": heat.save(authority=authority, user=None, iri=iri, values=told)}

    return make


def _heat_binned(authority: Authority) -> dict[str, Any]:
    entity = heat_entity(heat_names.ROOM)(authority)["entity"]
    doc = twin.store().read(twin.tenant_of(authority), [entity])[entity]
    heat.delete(authority=authority, user=None, doc=doc)
    return {"key": key_of(entity)}


SAMPLES |= {
    "twin_heat_edit": heat_entity(heat_names.ROOM),
    "twin_heat_readings": heat_entity(heat_names.METER),
    "twin_heat_delete": heat_entity(heat_names.NEED),
    "twin_heat_restore": _heat_binned,
    "twin_heat_note_export": lambda _: {"kind": "html"},
}


def _twin_snapshot(authority: Authority) -> dict[str, Any]:
    _sensor(authority)
    made = new_snapshot(authority, user=None, name="Sample")
    write(authority, None, [(made, {})])
    return {"pk": made.pk}


def _what_if(**more: Any) -> Sample:
    def make(authority: Authority) -> dict[str, Any]:
        taken = TwinSnapshot.objects.of(authority).get(**_twin_snapshot(authority))
        change = SetValue(Selection("Sensor"), "level", 1.0)
        made = WhatIf(authority=authority, snapshot=taken)
        make_whatif(made, user=None, name="Sample", changes=[change])
        return {"pk": made.pk} | more

    return make


def stored(model: Any, authority: Authority, **values: Any) -> Any:
    """A record of a register, written as people do."""
    made = model(authority=authority)
    write(authority, None, [(made, values)])
    return made


def _twin_case(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(TwinCase, authority, name="Sample", purpose="-").pk}


def _actor(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(Actor, authority, name="Ressourcerie").pk}


def _invitation(authority: Authority) -> dict[str, Any]:
    found = _actor(authority)
    actor = Actor.objects.of(authority).get(**found)
    values = {"on": date(2026, 9, 1), "to": "Comité"}
    return found | {"part_pk": stored(ActorInvitation, authority, actor=actor, **values).pk}


def _case_result(authority: Authority) -> dict[str, Any]:
    found = _twin_case(authority)
    day = timezone.localdate()
    values = {"saved_kwh": 1.0, "starts_on": day, "ends_on": day, "how": "declared"}
    case = TwinCase.objects.of(authority).get(**found)
    return found | {"part_pk": stored(CaseResult, authority, case=case, **values).pk}


def _undo(name: str, make: Any) -> dict[str, Any]:
    """The sample of the page that undoes the last act on a register."""
    register = next(each for each in registers() if each.name == name)
    OTHERS_ACTS[f"{name}_undo"] = register.delete

    def batch(authority: Authority) -> dict[str, Any]:
        make(authority)
        acts = Batch.objects.of(authority)
        return {"batch": next(each.pk for each in acts if is_of(register, each))}

    return {f"{name}_undo": batch}


def _register(name: str, make: Any, **lines: Any) -> dict[str, Any]:
    """The samples of the pages of a register, and of its lines by their path."""
    COMMON.add(f"{name}_export")
    pages = ("", "_edit", "_move", "_history", "_delete", "_restore")
    samples = {f"{name}{page}": make for page in pages}
    samples |= {**_undo(name, make), f"{name}_export": lambda _: {"kind": "csv"}}
    COMMON.add(f"{name}_export")
    for path, line in lines.items():
        samples |= {f"{name}_{path}_new": make, f"{name}_{path}": line}
        samples |= {f"{name}_{path}_delete": line}
    return samples


def _import(name: str, content: bytes) -> dict[str, Any]:
    """The samples of the pages of a list brought into a register."""

    def file(authority: Authority, **more: Any) -> dict[str, Any]:
        values = {"register": name, "name": "liste.csv", "content": content} | more
        return {"pk": ImportFile.objects.create(authority=authority, **values).pk}

    def applied(authority: Authority) -> dict[str, Any]:
        outcome = {"rows": 0, "stored": 0, "created": 0, "same": 0, "refused_count": 0}
        return file(authority, applied_at=timezone.now(), outcome=outcome | {"refused": []})

    return {
        f"{name}_import_check": file,
        f"{name}_import_done": applied,
        f"{name}_import_undo": applied,
    }


SAMPLES |= _register(
    "roadmap_action",
    _roadmap(),
    taches=_line(ActionTask, title="Compter"),
    budget=_line(BudgetLine, year=2026, nature="running"),
    financements=_line(Funding, funder="Région"),
)
SAMPLES |= {"roadmap_action_restore": _deleted_action}
SAMPLES |= _register("document", _document())
SAMPLES |= {
    "document_edit": _document(of=DocumentKind.DELIBERATION),
    "document_restore": _deleted_document,
}
SAMPLES |= _register("diagnosis_snapshot", _snapshot)
SAMPLES |= _undo("territory_sheet", _territory_sheet)
SAMPLES |= _undo("diagnosis_answer", _answer) | _undo("diagnosis_profile", _answer)
SAMPLES |= _register("document_template", _word_template)
SAMPLES |= _register("roadmap_axis", _axis) | _register("roadmap_plan", _plan)
SAMPLES |= _register("typed_value", lambda authority: {"pk": _declared(authority)["pk"]})
SAMPLES |= _register("objective", _objective)
SAMPLES |= _register("footprint_inventory", _inventory())
SAMPLES |= _register("footprint_factor_file", _own_factors)
SAMPLES |= _register("footprint_scenario", lambda each: {"pk": _scenario(each)["scenario"]})
SAMPLES |= _register("twin_case", _twin_case, resultats=_case_result)
SAMPLES |= _register("actor", _actor, invitations=_invitation) | {"api_actors_pk": _actor}
SAMPLES |= _import("actor", "Organisation;Rôle\nRessourcerie;Reprendre\n".encode())
SAMPLES |= _import("twin_case", b"nom;objet\nUn usage;Choisir\n")
SAMPLES |= _register("twin_whatif", _what_if()) | _register("twin_snapshot", _twin_snapshot)


def _purchase(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(Purchase, authority, title="Portables", amount=900).pk}


def _purchase_quote(authority: Authority) -> dict[str, Any]:
    found = _purchase(authority)
    purchase = Purchase.objects.of(authority).get(**found)
    values = {"purchase": purchase, "supplier": "Atelier", "missing": "Pas de réponse"}
    return found | {"part_pk": stored(PurchaseQuote, authority, **values).pk}


SAMPLES |= _register("purchase", _purchase, devis=_purchase_quote)
SAMPLES |= {
    "purchase_need": _purchase,
    "purchase_decide": _purchase,
    "purchase_document": lambda authority: _purchase(authority) | {"kind": "html"},
    "api_purchases_pk": _purchase,
}
ASKED |= {
    ("POST", "api_purchases"): lambda _: {"title": "Écrans", "nature": "supplies", "amount": 900},
    ("PATCH", "api_purchases_pk"): lambda _: {"version": 1, "title": "Huit écrans"},
}
SAMPLES |= {
    "twin_whatif_try": lambda _: {"kind": "eteindre"},
    "twin_whatif_add": _what_if(kind="baisser"),
    "twin_whatif_drop_change": _what_if(place=0),
    "twin_whatif_duplicate": _what_if(),
    "twin_whatif_result": _what_if(kind="csv"),
}


def _product(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(Product, authority, name="Portable 14", category="laptop").pk}


def _product_purchase(authority: Authority) -> dict[str, Any]:
    found = _product(authority)
    values = {"product": Product.objects.of(authority).get(**found), "quantity": 3}
    bought = stored(ProductPurchase, authority, bought_on=date(2026, 3, 2), **values)
    return found | {"part_pk": bought.pk}


def _contract(authority: Authority) -> dict[str, Any]:
    values = {"number": "2026-01", "subject": "Portables", "notified_on": date(2026, 3, 2)}
    return {"pk": stored(Contract, authority, amount=50_000, **values).pk}


SAMPLES |= _register("product", _product, achats=_product_purchase)
SAMPLES |= _register("contract", _contract)
SAMPLES |= {"api_products_pk": _product, "api_contracts_pk": _contract}
SAMPLES |= _import("product", "Modèle;Catégorie\nPortable 14;ordinateur portable\n".encode())
SAMPLES |= _import("contract", "Numéro;Objet;Montant;Notifié le\n1;PC;50000;2026-03-02\n".encode())
SAMPLES |= {
    "twin_entities": _twin_sheet,
    "twin_entity": _sensor,
    "twin_sheet": _twin_sheet,
    "twin_sheet_edit": _twin_sheet,
}


def _alert_rule(authority: Authority) -> dict[str, Any]:
    kind = twin_sheet().type
    return {"pk": stored(AlertRule, authority, name="Bacs", kind="silence", type=kind).pk}


def _alert(**more: Any) -> Sample:
    def make(authority: Authority) -> dict[str, Any]:
        now = timezone.now()
        found = {"kind": "silence", "attribute": "", "unit": "", "hours": 24, "reason": "never"}
        made = RaisedAlert.objects.create(
            authority=authority, rule_id=_alert_rule(authority)["pk"], entity="urn:ngsi-ld:S:1",
            entity_name="S 1", severity="warning", opened_at=now, last_seen_at=now,
            values=found | {"at": None, "since": None, "value": None, "size": None,
                            "dataset": None},
        )  # fmt: skip
        return {"pk": made.pk} | more

    return make


SAMPLES |= _register("twin_alert_rule", _alert_rule)
SAMPLES |= {
    "twin_alert": _alert(),
    "twin_alert_act": _alert(what="prendre"),
    "twin_alerts_leave": _leave(ALERTS),
}


def _dashboard(authority: Authority) -> dict[str, Any]:
    """A dashboard everybody may read, with one tile."""
    board = Board("Sample", (Tile("text", text="Sample"),))
    made = dashboards.create(authority=authority, user=None, board=board)
    move(None, made, "open")
    return {"pk": made.pk}


SAMPLES |= _register("twin_dashboard", _dashboard)
SAMPLES |= {
    f"twin_dashboard{name}": _dashboard for name in ("_change", "_file", "_tile_new", "_public")
} | {"twin_dashboard_tile": lambda authority: _dashboard(authority) | {"tile": "t1"}}


def _twin_file(authority: Authority, state: str = "read") -> dict[str, Any]:
    """A spreadsheet brought to the twin and looked at."""
    _sensor(authority)
    rows = b"Matricule;Niveau (m)\nP1;1,5\nP2;x\n"
    file = ContentFile(rows, name="niveaux.csv")
    found = bringing.upload_file(authority=authority, user=None, name="niveaux.csv", file=file)
    kept = replace(found, state=state, counts={"kept": 1, "refused": 1}, made=1)
    uploaded_files.save(authority, kept)
    uploaded_files.add_outcome(authority, kept, "refused", "Matricule;ligne;motif;remede\n")
    return {"key": kept.key}


def _twin_source(authority: Authority) -> dict[str, Any]:
    """A network that sends to the twin, with one message refused."""
    plan = Plan(
        type="Sensor",
        envelope="chirpstack",
        columns=(PlannedColumn("level", "level", "MTR", "number"),),
    )
    key = save_source(
        authority=authority, user=None, key="", name="Niveaux", settings={"way": "push"}, plan=plan
    )
    return {"key": key}


def _twin_source_deleted(authority: Authority) -> dict[str, Any]:
    found = _twin_source(authority)
    delete_source(authority=authority, user=None, key=found["key"])
    return found


def _twin_letter(authority: Authority) -> dict[str, Any]:
    key = _twin_source(authority)["key"]
    letters = dead_letters(authority)
    letters.keep([DeadLetter(key, 1_795_000_000_000_000, "{}", reason="an object is expected")])
    return {"key": letters.every()[-1].key}


SAMPLES |= {
    "twin_file": _twin_file,
    "twin_file_plan": _twin_file,
    "twin_file_headings": _twin_file,
    "twin_file_take": _twin_file,
    "twin_file_forget": _twin_file,
    "twin_file_undo": lambda authority: _twin_file(authority, "done"),
    "twin_file_refused": lambda authority: _twin_file(authority, "done"),
    "twin_source": _twin_source,
    "twin_source_edit": _twin_source,
    "twin_source_try": _twin_source,
    "twin_source_token": _twin_source,
    "twin_source_token_drop": _twin_source,
    "twin_source_switch": _twin_source,
    "twin_source_delete": _twin_source,
    "twin_source_restore": _twin_source_deleted,
    "twin_letter": _twin_letter,
    "twin_letter_mend": _twin_letter,
    "twin_letter_discard": _twin_letter,
}


def _instance_authority(authority: Authority) -> dict[str, Any]:
    return {"pk": authority.pk}


def _instance_account(authority: Authority) -> dict[str, Any]:
    user, _made = User.objects.get_or_create(email=f"of-{authority.slug}@example.org")
    return {"pk": user.pk}


def _known_domain(authority: Authority) -> dict[str, Any]:
    place, _made = Territory.objects.get_or_create(kind="commune", code="35360", name="Vitré")
    made = KnownDomain.objects.create(domain=f"{authority.slug}.example.org", territory=place)
    return {"pk": made.pk}


def _instance_job(authority: Authority) -> dict[str, Any]:
    made = Job.objects.create(
        authority=authority, kind="administration.export", label="Tout", state=Job.State.FAILED
    )
    return {"pk": made.pk}


def _announcement(_authority: Authority) -> dict[str, Any]:
    begins = timezone.now() + timedelta(days=1)
    ends = begins + timedelta(hours=2)
    return {"pk": Announcement.objects.create(begins_at=begins, ends_at=ends).pk}


SAMPLES |= {
    "instance_authority_file": _instance_authority,
    "instance_job": _instance_job,
    "instance_job_retry": _instance_job,
    "instance_job_drop": _instance_job,
    "instance_announcement_withdraw": _announcement,
    "bring_back": _instance_authority,
    "instance_authority": _instance_authority,
    "instance_authority_change": lambda authority: {"pk": authority.pk, "act": "approuver"},
    "instance_account": _instance_account,
    "instance_account_change": lambda authority: _instance_account(authority) | {"act": "nommer"},
    "instance_domain_forget": _known_domain,
}


def _wipe_file(authority: Authority) -> dict[str, Any]:
    file = ContentFile(f"{authority.slug}".encode(), "attestation.txt")
    (made,), _known = bring_wiping(authority=authority, user=None, files=[file], about={})
    return {"pk": made.pk}


def _wipe_certificate(authority: Authority, **more: Any) -> dict[str, Any]:
    return {"pk": stored(WipeCertificate, authority, serial="35H2SCTWS").pk} | more


def _no_media(authority: Authority) -> dict[str, Any]:
    device = Device.objects.create(authority=authority, label="Écran")
    values = {"device": device, "reason": "Écran sans mémoire", "signed_by": "Responsable du parc"}
    return {"pk": stored(NoMediaStatement, authority, **values).pk}


SAMPLES |= {
    **_register("wipe_certificate", _wipe_certificate),
    **_register("no_media", _no_media),
    "wipe_certificate_document": lambda authority: _wipe_certificate(authority, kind="html"),
    "wipe_file": _wipe_file,
    "wipe_discard": _wipe_file,
    "api_wiping_certificates_pk": _wipe_certificate,
    "api_no_media_statements_pk": _no_media,
}
ASKED |= {
    ("POST", "api_wiping_certificates"): lambda _: {"serial": "S1"},
    ("PATCH", "api_wiping_certificates_pk"): lambda _: {"version": 1, "serial": "S2"},
    ("POST", "api_no_media_statements"): lambda authority: {
        "device": str(Device.objects.create(authority=authority, label="Écran").pk),
        "reason": "Écran sans mémoire",
        "signed_by": "Responsable du parc",
    },
    ("PATCH", "api_no_media_statements_pk"): lambda _: {"version": 1, "reason": "Sans mémoire"},
}


def _agec_year(**more: Any) -> Sample:
    def make(authority: Authority) -> dict[str, Any]:
        return {"pk": stored(AgecYear, authority, year=2025).pk} | more

    return make


def _agec_export(authority: Authority) -> dict[str, Any]:
    found = _agec_year()(authority)
    year = AgecYear.objects.of(authority).get(**found)
    file = ContentFile(b"Compte;Montant HT\n2183;12,00\n", "mandats.csv")
    drop_export(year, None, file, file.name or "")
    return found | {"export": AccountingExport.objects.of(authority).get(agec_year=year).pk}


def _agec_line(model: type[Registered], **values: Any) -> Sample:
    def make(authority: Authority) -> dict[str, Any]:
        year = stored(AgecYear, authority, year=2025)
        return {"pk": year.pk, "part_pk": stored(model, authority, agec_year=year, **values).pk}

    return make


def _agec_rule(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(AgecRule, authority, family="it", account="2183").pk}


SAMPLES |= _register(
    "agec_year",
    _agec_year(),
    montants=_agec_line(AgecAmount, family="it", amount=12),
    dons=_agec_line(AgecGift, kind="laptop_recent"),
)
SAMPLES |= _register("agec_rule", _agec_rule) | {"api_agec_rules_pk": _agec_rule}
SAMPLES |= {
    "api_agec_years_pk": _agec_year(),
    "agec_bring": _agec_year(),
    "agec_export": _agec_export,
    "agec_export_forget": _agec_export,
    "agec_mapping": _agec_year(),
    "agec_declaration": _agec_year(),
    "agec_declared": _agec_year(),
    "agec_declaration_file": _agec_year(),
    "agec_summary": _agec_year(kind="html"),
    "agec_whatif": _agec_year(),
    "agec_leave": _leave(AGEC),
    "api_agec_years_pk_accounts": _agec_year(),
}
ASKED |= {
    ("POST", "api_agec_years"): lambda _: {"year": 2024},
    ("PATCH", "api_agec_years_pk"): lambda _: {"version": 1, "buyer": "Ville"},
    ("POST", "api_agec_rules"): lambda _: {"family": "it", "account": "2183"},
    ("PATCH", "api_agec_rules_pk"): lambda _: {"version": 1, "label": "écrans"},
}


def _tender(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(Tender, authority, name="Sample").pk}


def _tender_line(model: Any, **values: Any) -> Sample:
    def make(authority: Authority) -> dict[str, Any]:
        found = _tender(authority)
        tender = Tender.objects.of(authority).get(**found)
        return found | {"part_pk": stored(model, authority, tender=tender, **values).pk}

    return make


def _tender_sheet(**more: Any) -> Sample:
    return lambda authority: _tender(authority) | {"formula": "n_times", "value": "2"} | more


SAMPLES |= _register(
    "tender",
    _tender,
    criteres=_tender_line(TenderCriterion, name="Prix", kind="price", weight=50),
    offres=_tender_line(TenderBid, name="A", amount=100),
)
SAMPLES |= {
    "tender_file": _tender,
    "tender_sheet": _tender_sheet(),
    "tender_sheet_file": _tender_sheet(kind="html"),
    "api_tenders_pk": _tender,
}


def _lot(authority: Authority, **more: Any) -> dict[str, Any]:
    route = {"route": "rup", "committed_on": date(2026, 11, 3)}
    return {"pk": stored(Lot, authority, name="Lot 1", **route).pk} | more


def _lot_file(authority: Authority) -> dict[str, Any]:
    made = _lot(authority)
    lot = Lot.objects.of(authority).get(**made)
    paper = {"kind": "slip", "name": "Bon signé", "done_on": date(2026, 11, 3)}
    bring_paper(None, lot, b"%PDF-1.4\n%%EOF\n", paper)
    return made | {"part_pk": LotFile.objects.of(authority).get(lot=lot).pk}


def _taker(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(Taker, authority, name="Ressourcerie", nature="esus").pk}


def _passport(authority: Authority) -> dict[str, Any]:
    PublicPage.objects.of(authority).get_or_create(authority=authority, defaults={"is_open": True})
    lot = Lot.objects.create(
        authority=authority, name="Lot 1", route="rup", state="collected", shows_passports=True
    )
    made = Device.objects.create(authority=authority, label="PC-1", kind="laptop", lot=lot)
    return {"slug": authority.slug, "pk": made.pk}


SAMPLES |= {
    **_register("lot", _lot, pieces=_lot_file),
    **_register("taker", _taker),
    "lot_devices": _lot,
    "lot_no_media": _lot,
    "lot_file": _lot_file,
    "lot_document": lambda authority: _lot(authority, name="convention", kind="html"),
    "lot_data": lambda authority: _lot(authority, name="verifier_lot.py"),
    "passport": _passport,
    "passport_file": lambda authority: _passport(authority) | {"kind": "json"},
    "api_lots_pk": _lot,
    "api_takers_pk": _taker,
}


# Reuse: devices leaving use ---------------------------------------------------------------------


def _device(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(Device, authority, label="PC-1", kind="laptop").pk}


def _repair(authority: Authority) -> dict[str, Any]:
    found = _device(authority)
    device = Device.objects.of(authority).get(**found)
    values = {"done_on": date(2026, 5, 6), "what": "Batterie"}
    return found | {"part_pk": stored(Repair, authority, device=device, **values).pk}


SAMPLES |= _register("device", _device, reparations=_repair)
SAMPLES |= _import("device", b"Nom;Type\nPC-2;Portable\n")
SAMPLES |= {"api_devices_pk": _device, "api_devices_pk_routes": _device}


def _clauses(**more: Any) -> Sample:
    def make(authority: Authority) -> dict[str, Any]:
        values = {"name": "Postes", "market": "workstations", "clauses": ["garantie-longue"]}
        return {"pk": stored(ClauseSelection, authority, **values).pk} | more

    return make


def _clause_check(authority: Authority) -> dict[str, Any]:
    found = _clauses()(authority)
    values = {"clause": "garantie-longue", "due_on": date(2026, 9, 1)}
    file = ClauseSelection.objects.of(authority).get(**found)
    return found | {"part_pk": stored(ClauseCheck, authority, selection=file, **values).pk}


def _own_clause(authority: Authority) -> dict[str, Any]:
    values = {"title": f"Pièces {uuid4().hex[:6]}", "text": "Les pièces restent disponibles."}
    more = {"source_name": "Kerlann", "source_uid": uuid4().hex,
            "source": {"title": "Pièces", "licence": "etalab-2.0", "version": 1, "made_on": ""},
            "source_news": {"title": "Pièces", "version": 2, "made_on": "2026-11-02",
                            "parts": [["Texte", "Autre"]]}}  # fmt: skip
    made = OwnClause(authority=authority, **more)
    write(authority, None, [(made, values)])
    return {"pk": made.pk}


def _clause_of_file(authority: Authority) -> dict[str, Any]:
    found = _clauses()(authority)
    values = {"selection": found["pk"], "clause": _own_clause(authority)["pk"]}
    return found | {"part_pk": stored(SelectedOwnClause, authority, **values).pk}


SAMPLES |= _register("own_clause", _own_clause)
SAMPLES |= {"own_clause_copy": lambda _: {"clause": "garantie-longue"},
            "own_clause_read": _own_clause, "api_own_clauses_pk": _own_clause}  # fmt: skip
COMMON.add("own_clause_copy")
ASKED |= {
    ("POST", "api_own_clauses"): lambda _: {"title": "Pièces", "text": "Dix ans."},
    ("PATCH", "api_own_clauses_pk"): lambda _: {"version": 1, "need": "Réparer."},
}
SAMPLES |= _register("clause_selection", _clauses(), verifications=_clause_check,
                     **{"les-notres": _clause_of_file})  # fmt: skip
SAMPLES |= {f"clause_{name}": _clauses() for name in ("choice", "values", "calendar", "annex")} | {
    "clause": lambda _: {"clause": "garantie-longue"},
    "clause_annex_export": _clauses(kind="html"),
    "clause_checks_leave": _leave(CHECKS),
    "catalogue_reminders_leave": _leave(CATALOGUE_REMINDERS),
    "api_clause_selections_pk": _clauses(),
}
ASKED |= {
    ("POST", "api_clause_selections"): lambda _: {"name": "Postes", "market": "screens"},
    ("PATCH", "api_clause_selections_pk"): lambda _: {"version": 1, "months": 36},
}
COMMON.add("clause")
# Reuse: the rate of a year, offers and needs ------------------------------------------------------


def _reuse_year(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(ReuseYear, authority, year=2025).pk}


def _lot_sale(authority: Authority) -> dict[str, Any]:
    found = _reuse_year(authority)
    year = ReuseYear.objects.of(authority).get(**found)
    lot = stored(Lot, authority, name="Lot vendu", route="sale")
    return found | {"part_pk": stored(LotSale, authority, reuse_year=year, lot=lot, amount=90).pk}


def _reuse_offer(authority: Authority) -> dict[str, Any]:
    about = {"name": "Écrans", "kind": "monitor", "quantity": 6, "role": "Service informatique"}
    return {"pk": stored(Offer, authority, until=date(2030, 1, 31), **about).pk}


SAMPLES |= {
    **_register("reuse_year", _reuse_year, ventes=_lot_sale),
    **_register("reuse_offer", _reuse_offer),
    "reuse_rate_of": lambda _: {"year": 2025},
    "reuse_chapter": lambda _: {"year": 2025, "kind": "html"},
    "api_reuse_rates_year": lambda _: {"year": 2025},
    "reuse_books": lambda _: {"year": 2025, "kind": "csv"},
    "api_reuse_years_pk": _reuse_year,
    "api_reuse_offers_pk": _reuse_offer,
}
COMMON |= {"reuse_rate_of", "reuse_chapter", "reuse_books", "api_reuse_rates_year"}
ASKED |= {
    ("POST", "api_reuse_years"): lambda _: {"year": 2024},
    ("PATCH", "api_reuse_years_pk"): lambda _: {"version": 1, "stock": 90},
    ("POST", "api_reuse_offers"): lambda _: {
        "name": "Écrans", "kind": "monitor", "quantity": 6, "until": "2030-01-31", "role": "DSI",
    },
    ("PATCH", "api_reuse_offers_pk"): lambda _: {"version": 1, "quantity": 5},
}  # fmt: skip


# Inclusion: procedures --------------------------------------------------------------------------


def _procedure(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(Procedure, authority, name="Cantine", domain="childhood").pk}


def _channel(authority: Authority) -> dict[str, Any]:
    parent = _procedure(authority)
    procedure = Procedure.objects.of(authority).get(**parent)
    return parent | {"part_pk": stored(Channel, authority, procedure=procedure, way="desk").pk}


SAMPLES |= _register("procedure", _procedure, voies=_channel)
SAMPLES |= _import("procedure", "Démarche;Domaine\nCantine;Enfance et école\n".encode())
SAMPLES |= {"api_procedures_pk": _procedure}
ASKED |= {
    ("POST", "api_procedures"): lambda _: {"name": "Cantine", "domain": "childhood"},
    ("PATCH", "api_procedures_pk"): lambda _: {"version": 1, "people": 900},
}


# Inclusion: studies of access and of places to open ---------------------------------------------

ACCESS = {
    "method": "inclusion.access/1", "places": "town_halls", "need": "all", "detour": 1.3,
    "bands": [[5.0], [1.0]], "conserved": True, "count": 1, "unknown_hours": [], "closed": [],
    "no_position": [], "others": [],
    "beyond": {"km": 5.0, "people": 10, "of": 100, "unknown": 0, "share": 0.1},
    "areas": [{"code": "49007", "name": "Angers", "people": 100.0, "near": [["Mairie", 1.0]],
               "access": [1.0, 2.0, 3.0]}],
}  # fmt: skip
SITING = {
    "method": "inclusion.siting/1", "model": "coverage", "radius": 5.0, "detour": 1.3,
    "need": "all", "outcome": "optimal", "objective": 90.0, "bound": 90.0, "gap": 0.0,
    "gained": 40.0, "before": 50.0, "neighbours": 3, "seconds": 0.1, "left_out": [],
    "chosen": [{"code": "49007", "name": "Angers", "lat": 47.5, "lon": -0.6, "newly": 40.0,
                "nearer": 40.0, "before": 7.0, "after": 1.0}],
    "alternatives": [{"without": "Angers", "name": "Avrillé", "code": "49015", "loss": 3.0}],
}  # fmt: skip


def _computed(study: Any, result: dict[str, Any]) -> dict[str, Any]:
    rows = type(study).objects.of(study.authority).filter(pk=study.pk)
    store_computed(rows, result=result, computed_at=timezone.now())
    return {"pk": study.pk}


def _access_study(authority: Authority) -> dict[str, Any]:
    return _computed(stored(AccessStudy, authority, name="Mairies"), ACCESS)


def _siting_study(authority: Authority) -> dict[str, Any]:
    return _computed(stored(SitingStudy, authority, name="Un lieu"), SITING)


SAMPLES |= {
    **_register("access_study", _access_study),
    **_register("siting_study", _siting_study),
    "access_compute": _access_study,
    "access_table": lambda authority: _access_study(authority) | {"kind": "csv"},
    "siting_compute": _siting_study,
    "api_access_studies_pk": _access_study,
    "api_siting_studies_pk": _siting_study,
}
ASKED |= {
    ("POST", "api_access_studies"): lambda _: {"name": "Mairies"},
    ("PATCH", "api_access_studies_pk"): lambda _: {"version": 1, "far_km": 10},
    ("POST", "api_siting_studies"): lambda _: {"name": "Un lieu"},
    ("PATCH", "api_siting_studies_pk"): lambda _: {"version": 1, "new": 2},
}


def _official_data(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(OfficialData, authority, name="base-cc-emploi.csv").pk}


SAMPLES |= _register("official_data", _official_data)


def _village(_authority: Authority) -> dict[str, Any]:
    Territory.objects.get_or_create(kind="commune", code="01002", name="L’Abergement-de-Varey")
    return {"kind": "commune", "place": "01002"}


def _fragility(authority: Authority) -> dict[str, Any]:
    found = stored(FragilityDiagnosis, authority, **_village(authority))
    diagnose_job(lambda *_: None, authority=authority.pk, diagnosis=str(found.pk))
    return {"pk": found.pk}


SAMPLES |= {
    **_register("fragility", _fragility),
    "fragility_again": _fragility,
    "fragility_table": lambda authority: _fragility(authority) | {"kind": "csv"},
    "api_fragility_diagnoses_pk": _fragility,
}
ASKED |= {
    ("POST", "api_fragility_diagnoses"): _village,
    ("PATCH", "api_fragility_diagnoses_pk"): lambda _: {"version": 1, "reason": "Parce que"},
}


def _mediation_place(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(MediationPlace, authority, name="Médiathèque").pk}


SAMPLES |= _register("mediation_place", _mediation_place)
SAMPLES |= _import("mediation_place", b"nom;commune\nEspace;Bourg\n")
SAMPLES |= {"api_mediation_places_pk": _mediation_place}
ASKED |= {
    ("POST", "api_mediation_places"): lambda _: {"name": "Espace numérique"},
    ("PATCH", "api_mediation_places_pk"): lambda _: {"version": 1, "name": "Médiathèque neuve"},
}


def _activity(authority: Authority) -> dict[str, Any]:
    values = {"week": date(2026, 4, 6), "kind": "collective", "minutes": 60, "participants": 8}
    return {"pk": stored(Activity, authority, **values).pk}


def _training_session(authority: Authority) -> dict[str, Any]:
    values = {"theme": "email", "level": "beginner", "public": "staff", "seats": 9, "attended": 8}
    return {"pk": stored(TrainingSession, authority, **values).pk}


def _equipment_aid(authority: Authority) -> dict[str, Any]:
    values = {"kind": "computer", "count": 2, "unit": "device", "month": date(2026, 4, 1)}
    return {"pk": stored(EquipmentAid, authority, **values).pk}


def _retention(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(Retention, authority, months=6).pk}


def _campaign(authority: Authority, **more: Any) -> dict[str, Any]:
    return {"pk": stored(Campaign, authority, name="Trier", theme="mail", public="staff").pk} | more


def _campaign_measure(authority: Authority) -> dict[str, Any]:
    made = _campaign(authority)
    campaign = Campaign.objects.of(authority).get(**made)
    values = {"moment": "before", "quantity": "storage", "scope": "Boîtes", "value": 9}
    return made | {"part_pk": stored(CampaignMeasure, authority, campaign=campaign, **values).pk}


_ACTIVITIES = "Empreinte de son identifiant;Semaine;Type;Minutes\na1;2026-04-06;collective;60\n"
SAMPLES |= {
    **_register("activity", _activity),
    **_register("training_session", _training_session),
    **_register("equipment_aid", _equipment_aid),
    **_register("retention", _retention),
    **_register("campaign", _campaign, mesures=_campaign_measure),
    **_import("activity", _ACTIVITIES.encode()),
    "campaign_page": lambda authority: _campaign(authority, kind="html"),
    "skills_year_of": lambda _: {"year": 2026},
    "skills_file": lambda _: {"year": 2026, "kind": "csv"},
    "skills_document": lambda _: {"name": "dpia", "kind": "html"},
    "inclusion_chapter": lambda _: {"year": 2026, "kind": "html"},
    "api_training_sessions_pk": _training_session,
    "api_equipment_aids_pk": _equipment_aid,
    "api_campaigns_pk": _campaign,
}
COMMON |= {"skills_year_of", "skills_file", "skills_document", "inclusion_chapter"}
ASKED |= {
    ("POST", "api_training_sessions"): lambda _: {
        "theme": "email", "level": "beginner", "public": "staff", "seats": 9, "attended": 8,
    },
    ("PATCH", "api_training_sessions_pk"): lambda _: {"version": 1, "seats": 12},
    ("POST", "api_equipment_aids"): lambda _: {
        "kind": "computer", "count": 2, "unit": "device", "month": "2026-04-01",
    },
    ("PATCH", "api_equipment_aids_pk"): lambda _: {"version": 1, "count": 3},
    ("POST", "api_campaigns"): lambda _: {"name": "Trier", "theme": "mail", "public": "staff"},
    ("PATCH", "api_campaigns_pk"): lambda _: {"version": 1, "name": "Trier encore"},
}  # fmt: skip

SAMPLES |= {"procurement_chapter": _agec_year(kind="html")}


def _web_service(authority: Authority) -> dict[str, Any]:
    values = {"name": "Site de la ville", "address": "https://www.exemple.invalid/"}
    return {"pk": stored(WebService, authority, **values).pk}


def _web_line(model: Any, **values: Any) -> Sample:
    def make(authority: Authority) -> dict[str, Any]:
        found = _web_service(authority)
        service = WebService.objects.of(authority).get(**found)
        return found | {"part_pk": stored(model, authority, service=service, **values).pk}

    return make


# Web audits: assessments and statements of accessibility ------------------------------------------


def _access_grid(authority: Authority) -> dict[str, Any]:
    return {"pk": _access(authority)["grid"].pk}


def _access(authority: Authority) -> dict[str, Any]:
    """A finished grid of one page without any decision, with its service."""
    values = {"name": "Portail", "address": "https://portail.exemple.invalid/"}
    service = stored(WebService, authority, **values)
    grid = stored(AccessGrid, authority, service=service, name="Audit du portail")
    page = stored(GridPage, authority, grid=grid, kind="home", name="Accueil")
    return {"service": service, "grid": grid, "page": page}


def _access_line(model: Any, **values: Any) -> Sample:
    def make(authority: Authority) -> dict[str, Any]:
        page = _access(authority)["page"]
        return {"pk": stored(model, authority, page=page, criterion="1.1", **values).pk}

    return make


SAMPLES |= _register(
    "web_service",
    _web_service,
    visites=_web_line(Traffic, month=date(2026, 3, 1), visits=120, source="Matomo"),
)
SAMPLES |= _import("web_service", b"nom;adresse\nSite;https://www.exemple.invalid/\n")
SAMPLES |= {
    "web_service_traffic": _web_service,
    "api_web_services_pk": _web_service,
}
ASKED |= {
    ("POST", "api_web_services"): lambda _: {"name": "Blog", "address": "https://b.invalid/"},
    ("PATCH", "api_web_services_pk"): lambda _: {"version": 1, "owner": "Culture"},
}


# Websites and online services: ecodesign ----------------------------------------------------------


def _ecodesign(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(EcodesignReview, authority).pk}


def _ecodesign_answer(authority: Authority) -> dict[str, Any]:
    parent = _ecodesign(authority)
    review = EcodesignReview.objects.of(authority).get(**parent)
    line = stored(EcodesignAnswer, authority, review=review, criterion="1.1", answer="yes")
    return parent | {"part_pk": line.pk}


SAMPLES |= _register("ecodesign_review", _ecodesign, criteres=_ecodesign_answer)
SAMPLES |= {
    "ecodesign_review_answers": lambda authority: _ecodesign(authority) | {"part": "debut"},
    "ecodesign_review_declaration": lambda authority: _ecodesign(authority) | {"kind": "html"},
    "api_ecodesign_reviews_pk": _ecodesign,
}
ASKED |= {
    ("POST", "api_ecodesign_reviews"): lambda _: {"referent": "Direction du numérique"},
    ("PATCH", "api_ecodesign_reviews_pk"): lambda _: {"version": 1, "pace": "tous les ans"},
}


# Audits of pages ----------------------------------------------------------------------------------


def _web_audit(authority: Authority) -> dict[str, Any]:
    found = stored(WebAudit, authority, name="Pages")
    measure = PageMeasure(url="https://www.exemple.invalid/", status=200, dom_nodes=600,
                          content_type="text/html", requests=40, transferred_kb=900.0)  # fmt: skip
    bring(found, [measure])
    return {"pk": found.pk}


def _web_audit_page(authority: Authority) -> dict[str, Any]:
    found = _web_audit(authority)
    return found | {"page": AuditedPage.objects.of(authority).get(audit=found["pk"]).pk}


SAMPLES |= {
    **_register("web_audit", _web_audit),
    "web_audit_measure": _web_audit,
    "web_audit_bring": _web_audit,
    "web_audit_secrets": _web_audit,
    "web_audit_evolution": _web_audit,
    "web_audit_table": lambda authority: _web_audit(authority) | {"kind": "csv"},
    "web_audit_page": _web_audit_page,
    "api_web_audits_pk": _web_audit,
}
ASKED |= {
    ("POST", "api_web_audits"): lambda _: {"name": "Pages"},
    ("PATCH", "api_web_audits_pk"): lambda _: {"version": 1, "repeat": "monthly"},
}


def _access_page(authority: Authority) -> dict[str, Any]:
    made = _access(authority)
    return {"pk": made["grid"].pk, "part_pk": made["page"].pk}


def _access_shot(authority: Authority) -> dict[str, Any]:
    found = _access_finding(authority)
    rows = AccessFinding.objects.of(authority).filter(**found)
    made = rows.get()
    made.screenshot.save("shot.jpg", ContentFile(b"\xff\xd8\xff"), save=False)
    store_computed(rows, screenshot=made.screenshot.name, size=3)
    return found


def _access_statement(authority: Authority) -> dict[str, Any]:
    service = _access(authority)["service"]
    made = stored(AccessStatement, authority, service=service, organisation="Collectivité")
    return {"pk": made.pk}


def _access_item(authority: Authority) -> dict[str, Any]:
    found = _access_statement(authority)
    statement = AccessStatement.objects.of(authority).get(**found)
    line = stored(StatementItem, authority, statement=statement, text="Plans en PDF")
    return found | {"part_pk": line.pk}


def _access_plan(authority: Authority) -> dict[str, Any]:
    values = {"name": "Plan 2026", "kind": "year", "starts_on": date(2026, 1, 1)}
    return {"pk": stored(AccessPlan, authority, ends_on=date(2026, 12, 31), **values).pk}


def _complaint(authority: Authority) -> dict[str, Any]:
    service = _access(authority)["service"]
    return {"pk": stored(Complaint, authority, service=service, subject="Menu sans clavier").pk}


def _access_key(name: str) -> Any:
    return lambda authority: str(_access(authority)[name].pk)


_access_finding = _access_line(AccessFinding, text="Image sans alternative")
SAMPLES |= _register("access_grid", _access_grid, pages=_access_page)
SAMPLES |= _register("grid_decision", _access_line(GridDecision, state="failing"))
SAMPLES |= _register("access_finding", _access_finding)
SAMPLES |= _register("access_statement", _access_statement, contenus=_access_item)
SAMPLES |= _register("access_plan", _access_plan)
SAMPLES |= _register("complaint", _complaint)
SAMPLES |= {
    "access_finding_shot": _access_finding,
    "access_finding_picture": _access_shot,
    "access_grid_topic": lambda authority: _access_grid(authority) | {"number": 1},
    "access_grid_audit": _access_grid,
    "access_grid_table": _access_grid,
    "access_grid_ara": lambda authority: _access_grid(authority) | {"kind": "csv"},
    "access_statement_start": _access_grid,
    "access_statement_document": lambda authority: _access_statement(authority) | {"kind": "html"},
    "api_access_grids_pk": _access_grid,
    "api_access_decisions_pk": _access_line(GridDecision),
    "api_access_findings_pk": _access_finding,
    "api_access_statements_pk": _access_statement,
    "api_access_plans_pk": _access_plan,
    "api_access_complaints_pk": _complaint,
}
ASKED |= {
    ("POST", "api_access_grids"): lambda authority: {
        "service": _access_key("service")(authority), "name": "Nouvelle évaluation",
    },
    ("PATCH", "api_access_grids_pk"): lambda _: {"version": 1, "auditor": "Atelier"},
    ("POST", "api_access_decisions"): lambda authority: {
        "page": _access_key("page")(authority), "criterion": "1.2", "state": "conforming",
    },
    ("PATCH", "api_access_decisions_pk"): lambda _: {"version": 1, "state": "conforming"},
    ("POST", "api_access_findings"): lambda authority: {
        "page": _access_key("page")(authority), "criterion": "1.2", "text": "Image muette",
    },
    ("PATCH", "api_access_findings_pk"): lambda _: {"version": 1, "impact": "minor"},
    ("POST", "api_access_statements"): lambda authority: {
        "service": _access_key("service")(authority), "organisation": "Collectivité",
    },
    ("PATCH", "api_access_statements_pk"): lambda _: {"version": 1, "tools": "Clavier"},
    ("POST", "api_access_plans"): lambda _: {
        "kind": "year", "name": "Plan 2027", "starts_on": "2027-01-01", "ends_on": "2027-12-31",
    },
    ("PATCH", "api_access_plans_pk"): lambda _: {"version": 1, "report": "Fait"},
    ("POST", "api_access_complaints"): lambda authority: {
        "service": _access_key("service")(authority), "subject": "Vidéo sans sous-titres",
    },
    ("PATCH", "api_access_complaints_pk"): lambda _: {"version": 1, "answer": "Corrigé"},
}  # fmt: skip


def _algorithm(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(Algorithm, authority, name="Places en crèche").pk}


def _algorithm_line(model: Any) -> Sample:
    def make(authority: Authority) -> dict[str, Any]:
        found = stored(Algorithm, authority, name="Places en crèche")
        return {
            "pk": found.pk,
            "part_pk": stored(model, authority, algorithm=found, name="Âge").pk,
        }

    return make


def _algorithm_request(authority: Authority) -> dict[str, Any]:
    found = stored(Algorithm, authority, name="Tarif du repas")
    return {"pk": stored(AlgorithmRequest, authority, algorithm=found, subject="EDU-12").pk}


SAMPLES |= _register(
    "algorithm",
    _algorithm,
    donnees=_algorithm_line(AlgorithmInput),
    parametres=_algorithm_line(AlgorithmParameter),
)
SAMPLES |= _register("algorithm_request", _algorithm_request)
COMMON.add("algorithm_rules")
SAMPLES |= {
    "algorithm_rules": lambda _authority: {"kind": "html"},
    "algorithm_explanation": lambda authority: _algorithm_request(authority) | {"kind": "html"},
    "api_algorithms_pk": _algorithm,
    "api_algorithm_requests_pk": _algorithm_request,
}
ASKED |= {
    ("POST", "api_algorithms"): lambda _: {"name": "Cotation", "review_before": "2027-06-01"},
    ("PATCH", "api_algorithms_pk"): lambda _: {"version": 1, "kind": "rules"},
    ("POST", "api_algorithm_requests"): lambda authority: {
        "algorithm": str(_algorithm(authority)["pk"]),
        "subject": "EDU-13",
        "received_on": "2026-11-01",
    },
    ("PATCH", "api_algorithm_requests_pk"): lambda _: {"version": 1, "applicant": "Parent"},
}


def _ai_system(authority: Authority) -> dict[str, Any]:
    name = f"Système {AISystem.objects.of(authority).count()}"
    return {"pk": stored(AISystem, authority, name=name).pk}


def _ai_line(kind: Any, **values: Any) -> Sample:
    def make(authority: Authority) -> dict[str, Any]:
        system = _ai_system(authority)["pk"]
        line = kind(authority=authority)
        write(authority, None, [(line, {"system": system, **values})])
        return {"pk": system, "part_pk": line.pk} if kind is AIIncident else {"pk": line.pk}

    return make


def _ai_literacy(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(LiteracySession, authority, **_AI_SESSION).pk}


_AI_SESSION = {"subject": "IA", "day": date(2026, 6, 1), "roles": "Agents", "people": 4,
               "newcomers": 2, "hours": 2}  # fmt: skip


_AI_USE = {"month": date(2026, 6, 1), "model": "gpt-4o", "source": "Passerelle"}


_ai_use = _ai_line(GenerativeUse, **_AI_USE)


SAMPLES |= _register("ai_system", _ai_system, incidents=_ai_line(AIIncident, what="Arrêt"))


SAMPLES |= _import("ai_system", b"nom;service\nTri;Accueil\n")


SAMPLES |= _register("generative_use", _ai_use)


SAMPLES |= _register("ai_literacy", _ai_literacy)


SAMPLES |= {
    "ai_system_register": lambda _: {"kind": "fiches"},
    "ai_system_block": lambda authority: _ai_system(authority) | {"name": "what"},
    "ai_system_impact": _ai_system,
    "ai_system_document": lambda authority: _ai_system(authority) | {"kind": "html"},
    "ai_system_assessment": lambda authority: _ai_system(authority) | {"kind": "html"},
    "api_ai_systems_pk": _ai_system,
    "api_generative_uses_pk": _ai_use,
    "api_ai_literacy_sessions_pk": _ai_literacy,
}


COMMON.add("ai_system_register")


def _recipe_use(authority: Authority) -> dict[str, Any]:
    taken = set(RecipeUse.objects.of(authority).values_list("key", flat=True))
    free = [key for key in recipe_keys() if key not in taken]
    if not free:
        return {"pk": RecipeUse.objects.of(authority).filter(deleted_at=None)[0].pk}
    who = {"overseer": "Accueil", "contact_email": "accueil@ville.example"}
    return {"pk": stored(RecipeUse, authority, key=free[0], **who).pk}


def _recipe_key(_authority: Authority) -> dict[str, Any]:
    return {"key": recipe_keys()[0]}


def _used_recipe_key(authority: Authority) -> dict[str, Any]:
    return {"key": RecipeUse.objects.of(authority).get(pk=_recipe_use(authority)["pk"]).key}


SAMPLES |= _register("recipe_use", _recipe_use)
SAMPLES |= {
    "recipe": _recipe_key,
    "recipe_reference": _recipe_key,
    "recipe_use_suspend": _recipe_use,
    "recipe_use_evaluate": _recipe_use,
    "recipe_use_model": _recipe_use,
    "recipe_use_enrol": _recipe_use,
    "recipe_use_evaluation": _recipe_use,
    "recipe_use_card": lambda authority: _recipe_use(authority) | {"kind": "json"},
    "api_recipe_uses_pk": _recipe_use,
    "api_recipes_key_card": _used_recipe_key,
    "api_recipes_key_evaluation": _recipe_key,
}
COMMON |= {"recipe", "recipe_reference", "api_recipes_key_evaluation"}
ASKED |= {
    ("POST", "api_recipe_uses"): lambda authority: {"key": next(
        key for key in recipe_keys() if not RecipeUse.objects.of(authority).filter(key=key))},
    ("PATCH", "api_recipe_uses_pk"): lambda _: {"version": 1, "service": "Accueil"},
}  # fmt: skip


ASKED |= {
    ("POST", "api_ai_systems"): lambda _: {"name": "Tri des courriels"},
    ("PATCH", "api_ai_systems_pk"): lambda _: {"version": 1, "service": "Accueil"},
    ("POST", "api_generative_uses"): lambda authority: {
        **_AI_USE, "month": "2026-06-01", "system": str(_ai_system(authority)["pk"]),
    },
    ("PATCH", "api_generative_uses_pk"): lambda _: {"version": 1, "requests": 12},
    ("POST", "api_ai_literacy_sessions"): lambda _: {**_AI_SESSION, "day": "2026-06-01"},
    ("PATCH", "api_ai_literacy_sessions_pk"): lambda _: {"version": 1, "hours": 3},
}  # fmt: skip


def _personal_dataset(authority: Authority) -> dict[str, Any]:
    return {"pk": make_dataset(authority, f"Adhérents {uuid4()}").pk}


def _dataset_file(authority: Authority) -> Any:
    return make_file(make_dataset(authority, f"Adhérents {uuid4()}"), "Nom;Ville\nROY;Vitré\n")


def _personal_file(authority: Authority) -> dict[str, Any]:
    file = _dataset_file(authority)
    values = {"sha256": file.sha256, "headings": ["Nom", "Ville"]}
    FileScan(authority=authority, distribution=file, **values).save()
    return {"pk": file.pk}


def _personal_column(authority: Authority) -> dict[str, Any]:
    file = _dataset_file(authority)
    made = PersonalColumn(authority=authority, sha256=file.sha256, confidence="low")
    write(authority, None, [(made, {"distribution": file, "column": "Nom", "kind": "full_name"})])
    return {"pk": made.pk}


def _processing_sheet(authority: Authority) -> dict[str, Any]:
    dataset = make_dataset(authority, f"Adhérents {uuid4()}")
    return {"pk": stored(ProcessingSheet, authority, dataset=dataset).pk}


def _charter(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(charters.Charter, authority, name="Charte", edition=str(uuid4())[:30]).pk}


def _charter_line(model: Any, **values: Any) -> Sample:
    def make(authority: Authority) -> dict[str, Any]:
        found = _charter(authority)
        charter = charters.Charter.objects.of(authority).get(**found)
        return found | {"part_pk": stored(model, authority, charter=charter, **values).pk}

    return make


_principle = _charter_line(charters.CharterPrinciple, title="Rendre compte")


def _charter_commitment(authority: Authority) -> dict[str, Any]:
    principle = charters.CharterPrinciple.objects.of(authority).get(
        pk=_principle(authority)["part_pk"]
    )
    made = stored(charters.CharterCommitment, authority, principle=principle, text="Publier")
    return {"pk": made.pk}


def _charter_proof(authority: Authority) -> dict[str, Any]:
    found = _charter_commitment(authority)
    commitment = charters.CharterCommitment.objects.of(authority).get(**found)
    values = {"title": "Bilan", "link": "https://exemple.invalid/bilan"}
    line = stored(charters.CommitmentProof, authority, commitment=commitment, **values)
    return found | {"part_pk": line.pk}


def _data_clause(authority: Authority) -> dict[str, Any]:
    charter = charters.Charter.objects.of(authority).get(**_charter(authority))
    return {"pk": stored(charters.DataClause, authority, charter=charter, name="Restitution").pk}


SAMPLES |= _register("personal_column", _personal_column)


SAMPLES |= _register("processing_sheet", _processing_sheet)


SAMPLES |= _register(
    "charter", _charter, principes=_principle,
    signataires=_charter_line(charters.CharterSignatory, name="Syndicat d’énergie"),
    avis=_charter_line(charters.CommitteeOpinion, issued_on=date(2026, 9, 1)),
)  # fmt: skip


SAMPLES |= _register("charter_commitment", _charter_commitment, preuves=_charter_proof)


SAMPLES |= _register("data_clause", _data_clause)


SAMPLES |= {
    "personal_dataset": _personal_dataset,
    "personal_dataset_sheet": _personal_dataset,
    "personal_file_scan": _personal_file,
    "personal_file_count": _personal_file,
    "charter_start": lambda _: {"name": "nantes"},
    "charter_document": lambda authority: _charter(authority) | {"kind": "html"},
    "api_processing_sheets_pk": _processing_sheet,
    "api_charters_pk": _charter,
    "api_charter_commitments_pk": _charter_commitment,
    "api_data_clauses_pk": _data_clause,
}


ASKED |= {
    ("POST", "api_processing_sheets"): lambda authority: {
        "dataset": str(_personal_dataset(authority)["pk"]), "personal": "no",
    },
    ("PATCH", "api_processing_sheets_pk"): lambda _: {"version": 1, "purpose": "Adhésions"},
    ("POST", "api_charters"): lambda _: {"name": "Charte", "edition": "2027"},
    ("PATCH", "api_charters_pk"): lambda _: {"version": 1, "scope": "Toutes les données"},
    ("POST", "api_charter_commitments"): lambda authority: {
        "principle": str(_principle(authority)["part_pk"]), "text": "Publier",
    },
    ("PATCH", "api_charter_commitments_pk"): lambda _: {"version": 1, "owner": "Mission"},
    ("POST", "api_data_clauses"): lambda authority: {
        "charter": str(_charter(authority)["pk"]), "name": "Restitution",
    },
    ("PATCH", "api_data_clauses_pk"): lambda _: {"version": 1, "text": "Format ouvert"},
}  # fmt: skip


def _checked_file(authority: Authority) -> dict[str, Any]:
    dataset = stored(Dataset, authority, name="Prénoms")
    values = {"dataset": dataset, "name": "Prénoms", "format": "csv", "schema": "scdl-prenoms"}
    made = stored(Distribution, authority, **values)
    made.file.save("prenoms.csv", ContentFile(b"COLL_INSEE;ANNEE\n1053;2023\n"), save=False)
    rows = Distribution.objects.of(authority).filter(pk=made.pk)
    store_computed(rows, file=made.file.name, file_name="prenoms.csv", size=30, sha256="0" * 64,
                   stored_at=timezone.now())  # fmt: skip
    examined(made.latest())
    return {"pk": made.pk}


def _shown_columns(authority: Authority) -> dict[str, Any]:
    found = _checked_file(authority)
    dataset = Distribution.objects.of(authority).get(**found).dataset
    rows = Dataset.objects.of(authority).filter(pk=dataset.pk)
    rows.update(state="published", audience="open")
    PublicPage.objects.create(authority=authority, is_open=True)
    Published.objects.create(authority=authority, urn=str(dataset.urn))
    return found


SAMPLES |= {"public_dataset_csvw": _shown_columns}


_CHECKS = ("", "_choose", "_run", "_fix", "_undo", "_errors", "_csvw")


SAMPLES |= dict.fromkeys([f"dataset_check{page}" for page in _CHECKS], _checked_file)


def _preview(authority: Authority) -> dict[str, Any]:
    found = Dataset.objects.create(authority=authority, name="Arbres", identifier="arbres")
    made = Distribution.objects.create(authority=authority, dataset=found, name="Inventaire")
    made.file.save("arbres.csv", ContentFile("Espèce;Hauteur\nChêne;12,5\n".encode()), save=False)
    mine = Distribution.objects.of(authority).filter(pk=made.pk)
    store_computed(mine, file=made.file.name, file_name="arbres.csv", size=32, sha256="0" * 64)
    read_job(lambda *_: None, authority=authority.pk, distribution=str(made.pk), sha256="0" * 64)
    return {"pk": made.pk}


def _previewed(authority: Authority) -> dict[str, Any]:
    made = Distribution.objects.of(authority).get(**_preview(authority))
    return {"dataset": made.dataset_id}


SAMPLES |= {
    "preview": _preview,
    "preview_columns": _preview,
    "preview_rows": _preview,
    "preview_again": _preview,
    "preview_open": lambda _: {"pk": UUID(int=1), "name": "lignes.json"},
    "api_datasets_dataset_rows": _previewed,
    "api_datasets_dataset_columns": _previewed,
}


def _dataset(authority: Authority, **more: Any) -> dict[str, Any]:
    return {"pk": stored(Dataset, authority, name="Arbres d’alignement").pk} | more


def _distribution(authority: Authority) -> dict[str, Any]:
    """A file of a dataset, which replaced another."""
    found = _dataset(authority)
    dataset = Dataset.objects.of(authority).get(**found)
    line = store_file(None, dataset, ContentFile(b"genre;hauteur\nTilia;9\n", "arbres.csv"))
    store_file(None, dataset, ContentFile(b"genre;hauteur\nTilia;10\n", "a.csv"), distribution=line)
    return found | {"part_pk": line.pk}


def _file_version(authority: Authority) -> dict[str, Any]:
    found = _distribution(authority)
    line = Distribution.objects.of(authority).get(pk=found.pop("part_pk"))
    return found | {"version": versions(line)[0].pk}


def _shown_dataset(authority: Authority) -> Dataset:
    """An open dataset on an open public page, with an address."""
    values = {
        "name": "Arbres", "description": "Les arbres de la ville", "licence": "fr-lo",
        "contact": "Direction des données", "audience": "open", "state": "published",
    }  # fmt: skip
    dataset: Dataset = stored(Dataset, authority, **values)
    PublicPage.objects.create(authority=authority, is_open=True)
    show(None, dataset)
    return dataset


def _shown_file(authority: Authority) -> dict[str, Any]:
    file = ContentFile(b"genre\nTilia\n", "arbres.csv")
    return {"pk": store_file(None, _shown_dataset(authority), file).pk}


def _duty_answer(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(DutyAnswer, authority, duty="addresses").pk}


SAMPLES |= _register("dataset", _dataset, fichiers=_distribution)


SAMPLES |= _import("dataset", b"titre;description\nArbres;Les arbres\n")


SAMPLES |= _register("duty_answer", _duty_answer)


SAMPLES |= {
    "dataset_upload": _dataset,
    "dataset_area": _dataset,
    "dataset_versions": _distribution,
    "dataset_next_version": _distribution,
    "dataset_file": _distribution,
    "dataset_version_file": _file_version,
    "dataset_version_erase": _file_version,
    "public_dataset": lambda authority: {"pk": _shown_dataset(authority).pk},
    "public_dataset_file": _shown_file,
    "duty_answer_to": lambda _: {"code": "addresses"},
    "api_datasets_pk": _dataset,
}


COMMON |= {"duty_answer_to"}


ASKED |= {
    ("POST", "api_datasets"): lambda _: {"name": "Budget"},
    ("PATCH", "api_datasets_pk"): lambda _: {"version": 1, "theme": "ENVI"},
}


def _harvest_source(authority: Authority) -> dict[str, Any]:
    url = "https://donnees.exemple.invalid/catalogue.ttl"
    return {"pk": stored(HarvestSource, authority, name="Agglomération", url=url).pk}


def _dcat(authority: Authority, **more: Any) -> dict[str, Any]:
    """A published dataset on an open page."""
    PublicPage.objects.of(authority).get_or_create(authority=authority, defaults={"is_open": True})
    values = {"name": "Budget", "audience": "open", "state": "published", "contact": "Mairie",
              "description": "Le budget.", "licence": "fr-lo"}  # fmt: skip
    found = stored(Dataset, authority, **values)
    Published.objects.of(authority).get_or_create(authority=authority, urn=str(found.urn))
    return {"slug": authority.slug, **({"pk": found.pk} if more.pop("one", False) else {}), **more}


SAMPLES |= {
    **_register("harvest_source", _harvest_source),
    "harvest_read": _harvest_source,
    "api_harvest_sources_pk": _harvest_source,
    "public_dcat_file": lambda authority: _dcat(authority, ending="ttl"),
    "public_dcat_dataset": lambda authority: _dcat(authority, one=True),
    "public_dcat_dataset_file": lambda authority: _dcat(authority, one=True, ending="ttl"),
}


ASKED |= {
    ("POST", "api_harvest_sources"): lambda _: {
        "name": "Région", "url": "https://region.exemple.invalid/c.ttl",
    },
    ("PATCH", "api_harvest_sources_pk"): lambda _: {"version": 1, "repeat": "daily"},
}  # fmt: skip


ASKED |= {
    ("POST", "api_recipe_uses"): lambda authority: {"key": next(
        key for key in recipe_keys() if not RecipeUse.objects.of(authority).filter(key=key))},
    ("PATCH", "api_recipe_uses_pk"): lambda _: {"version": 1, "service": "Accueil"},
}  # fmt: skip


def _meter(authority: Authority) -> dict[str, Any]:
    values = {"name": "École", "quantity": "electricity", "alerted": "Service des bâtiments"}
    return {"pk": stored(MeterWatch, authority, **values).pk}


def _meter_alert(authority: Authority) -> dict[str, Any]:
    watch = MeterWatch.objects.of(authority).get(pk=_meter(authority)["pk"])
    values = {"watch": watch, "rule": "night", "first_day": timezone.localdate()}
    return {"pk": stored(MeterAlert, authority, **values).pk}


SAMPLES |= _register("meter_watch", _meter)


SAMPLES |= _register("meter_alert", _meter_alert)


SAMPLES |= {
    "meter_watch_bring": _meter, "meter_watch_judge": _meter, "meter_watch_suspend": _meter,
    "api_watched_meters_pk": _meter,
}  # fmt: skip


ASKED |= {
    ("POST", "api_watched_meters"): lambda _: {
        "name": "Gymnase", "quantity": "electricity", "alerted": "Service des sports",
    },
    ("PATCH", "api_watched_meters_pk"): lambda _: {"version": 1, "site": "Gymnase"},
}  # fmt: skip


def _corpus(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(Corpus, authority, name="Délibérations").pk}


def _corpus_document(authority: Authority) -> dict[str, Any]:
    corpus = stored(Corpus, authority, name="Délibérations")
    store_documents(None, corpus, [ContentFile(b"La cantine.", "cantine.txt")])
    write_passages(corpus)
    return {"pk": CorpusDocument.objects.of(authority).get().pk}


SAMPLES |= {
    **_register("corpus", _corpus),
    **_register("corpus_document", _corpus_document),
    "corpus_bring": _corpus,
    "corpus_document_file": _corpus_document,
    "passage_remark": _corpus_document,
}


def _queue_item(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(QueueItem, authority, text="Le trottoir est cassé").pk}


def _queue_decided(authority: Authority) -> dict[str, Any]:
    found = _queue_item(authority)
    deciding.open_item(authority, None, found["pk"], timezone.now())
    deciding.decide(authority, None, found["pk"], deciding.NONE, timezone.now())
    return found


def _queue_contestation(authority: Authority) -> dict[str, Any]:
    found = _queue_decided(authority)
    item = QueueItem.objects.of(authority).get(**found)
    return found | {"part_pk": stored(Contestation, authority, item=item, text="Non").pk}


def _queue_service(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(ReceivingService, authority, name=f"Voirie {uuid4().hex[:6]}").pk}


def _queue_rules(authority: Authority) -> dict[str, Any]:
    deciding.stored_rules(authority, "orientation")
    return {}


SAMPLES |= _register("queue_item", _queue_item, contestations=_queue_contestation)


SAMPLES |= _import("queue_item", b"texte;canal\nLe trottoir;web\n")


SAMPLES |= _register("queue_service", _queue_service)


SAMPLES |= _undo("queue_rules", _queue_rules)


SAMPLES |= {
    "queue_work": _queue_item,
    "queue_take_back": _queue_decided,
    "queue_erase": _queue_decided,
    "queue_answer": _queue_contestation,
    "api_queue_items_pk": _queue_item,
}


ASKED |= {("POST", "api_queue_items"): lambda _: {"text": "Le trottoir est cassé"}}


def _parcel(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(Parcel, authority, publisher="Roche", key="orientation",
                         recipe_version="1", public_key="ab" * 32, made_on=date(2026, 11, 2),
                         digest="cd" * 32).pk}  # fmt: skip


SAMPLES |= _register("ai_parcel", _parcel)
SAMPLES |= _register(
    "partner",
    lambda authority: {"pk": stored(PartnerTerritory, authority, name="Roche", key="ef" * 32).pk},
)
SAMPLES |= {f"ai_parcel_{name}": _parcel for name in ("try", "adopt", "services")}
SAMPLES |= {"ai_parcel_send": _used_recipe_key}


def _experiment(authority: Authority, **values: Any) -> dict[str, Any]:
    values = {"title": "Essai", "hypothesis": "Si, alors"} | values
    return {"pk": stored(Experiment, authority, **values).pk}


def _running_experiment(authority: Authority) -> dict[str, Any]:
    today = timezone.localdate()
    return _experiment(
        authority, state="running", measured="Appels", expected=10.0,
        starts_on=today - timedelta(30), stops_on=today + timedelta(30),
    )  # fmt: skip


def _user_test(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(UserTest, authority, service="Cantine", how="paper", people=5).pk}


def _service_year(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(ServiceYear, authority, year=2025).pk}


def _under(parent: Any, above: Any, model: Any, field: str, **values: Any) -> Sample:
    """A line under a record."""

    def make(authority: Authority) -> dict[str, Any]:
        found = parent(authority)
        values[field] = above.objects.of(authority).get(pk=found["pk"])
        return found | {"part_pk": stored(model, authority, **values).pk}

    return make


SAMPLES |= _register("experiment", _experiment, mesures=_under(
    _experiment, Experiment, Measurement, "experiment", value=3.0))  # fmt: skip


SAMPLES |= _import("experiment", "Titre;Hypothèse\nEssai;Si, alors\n".encode())


SAMPLES |= _register("user_test", _user_test, constats=_under(
    _user_test, UserTest, UserFinding, "test", text="Mot inconnu"))  # fmt: skip


SAMPLES |= _register("service_year", _service_year, services=_under(
    _service_year, ServiceYear, NewService, "listing", name="Cantine"))  # fmt: skip


SAMPLES |= {
    "experiment_result": _running_experiment,
    "api_experiments_pk": _experiment,
    "api_user_tests_pk": _user_test,
    "api_service_years_pk": _service_year,
}


ASKED |= {
    ("POST", "api_experiments"): lambda _: {"title": "Essai", "hypothesis": "Si, alors"},
    ("PATCH", "api_experiments_pk"): lambda _: {"version": 1, "measured": "Appels"},
    ("POST", "api_user_tests"): lambda _: {"service": "Cantine", "how": "paper", "people": 5},
    ("PATCH", "api_user_tests_pk"): lambda _: {"version": 1, "people": 6},
    ("POST", "api_service_years"): lambda _: {"year": 2026},
    ("PATCH", "api_service_years_pk"): lambda _: {"version": 1, "note": "Contrats"},
}


def _position(authority: Authority) -> dict[str, Any]:
    position = stored(positions.Position, authority, title="Clause de revoyure")
    section = {"position": position, "title": "Demande", "body": "Nous demandons une clause."}
    stored(positions.PositionSection, authority, **section)
    return {"pk": position.pk}


def _opened_position(authority: Authority) -> dict[str, Any]:
    found = _position(authority)
    move(None, positions.Position.objects.of(authority).get(**found), "open")
    return found


def _position_line(model: Any, **values: Any) -> Callable[[Authority], dict[str, Any]]:
    def made(authority: Authority) -> dict[str, Any]:
        found = _position(authority)
        above = positions.Position.objects.of(authority).get(**found)
        return found | {"part_pk": stored(model, authority, position=above, **values).pk}

    return made


def _position_section(authority: Authority) -> dict[str, Any]:
    return _opened_position(authority) | {"section": uuid4()}


SAMPLES |= {
    **_register(
        "position",
        _position,
        sections=_position_line(positions.PositionSection, body="Un texte."),
        territoires=_position_line(positions.PositionPartner, name="Roche"),
        destinataires=_position_line(positions.Addressee, organisation="Ministère"),
        courriers=_position_line(positions.Correspondence, day=date(2026, 11, 2)),
        promesses=_position_line(positions.ObtainedCommitment, text="Une clause"),
    ),
    **{f"position_{page}": _opened_position
       for page in ("amendments", "sign", "versions", "parcels", "travelling")},
    "position_document": lambda authority: _opened_position(authority) | {"kind": "html"},
    "position_amend": _position_section,
    "position_decide": _position_section,
    "position_opine": lambda authority: _opened_position(authority) | {"amendment": uuid4()},
    "public_position": _position,
    "public_position_file": _position,
    "api_positions_pk": _position,
    "api_positions_pk_text": _opened_position,
}  # fmt: skip


ASKED |= {
    ("POST", "api_positions"): lambda _: {"title": "Clause de revoyure"},
    ("PATCH", "api_positions_pk"): lambda _: {"version": 1, "summary": "Une clause."},
}


def _consultation_to_answer(authority: Authority) -> dict[str, Any]:
    PublicPage.objects.of(authority).update_or_create(
        authority=authority, defaults={"is_open": True}
    )
    return {"pk": make_consultation(authority, f"La place {uuid4().hex[:6]}").pk}


def _text_judged(authority: Authority) -> dict[str, Any]:
    pk = _consultation_to_answer(authority)["pk"]
    idea = Proposal.objects.create(authority=authority, consultation_id=pk, title="Un kiosque")
    return {"pk": judge(idea, "read", "", None).pk}


SAMPLES |= dict.fromkeys(
    ("answer_entry", "answer_withdraw", "moderation_waiting", "moderation_log",
     "moderation_log_file", "public_consultation", "public_ideas", "public_withdrawal"),
    _consultation_to_answer,
)  # fmt: skip


SAMPLES |= {"moderation_take_back": _text_judged}


def _closed_consultation(authority: Authority) -> Consultation:
    """A closed consultation with a text that was read, and its theme."""
    made = Consultation.objects.create(
        authority=authority, title=f"La place {uuid4().hex[:6]}", purpose="La refaire.",
        state="closed", receipts_erased_on=date(2026, 10, 1),
    )  # fmt: skip
    asked = {"authority": authority, "consultation": made}
    free = Question.objects.create(**asked, title="Que changer ?", kind="text")
    AnswerPart.objects.create(**asked, values={})
    text = AnswerPart.objects.create(**asked, question=free, text="Plus d’ombre ici", state="read")
    found = stored(Theme, authority, consultation=made, title="L’ombre")
    reading.code(text, None, [found])
    return made


def _reading(authority: Authority) -> dict[str, Any]:
    return {"pk": _closed_consultation(authority).pk}


def _read_text(authority: Authority) -> dict[str, Any]:
    text = _closed_consultation(authority).parts.get(question__isnull=False)
    return {"pk": text.consultation_id, "part": text.pk}


def _theme(authority: Authority) -> dict[str, Any]:
    return {"pk": _closed_consultation(authority).themes.get().pk}


def _quote(authority: Authority) -> dict[str, Any]:
    found = _closed_consultation(authority).themes.get()
    text = found.codings.get().part
    reading.quote(text, None, found, text.text)
    return {"pk": found.pk, "part_pk": found.quotes.get().pk}


def _shown_results(authority: Authority) -> dict[str, Any]:
    found = _closed_consultation(authority)
    PublicPage.objects.of(authority).get_or_create(authority=authority, defaults={"is_open": True})
    Published.objects.of(authority).get_or_create(authority=authority, urn=str(found.urn))
    return {"slug": authority.slug, "pk": found.pk}


SAMPLES |= {
    **_register("reading_theme", _theme, citations=_quote),
    **{f"reading_{name}": _reading for name in ("themes", "theme_add", "text", "second", "texts",
                                                "suggest", "results")},
    "reading_quote": _read_text,
    "public_results": _shown_results,
    "api_consultation_results_pk": _reading,
    "api_consultation_themes_pk": _theme,
}  # fmt: skip


ASKED |= {
    ("POST", "api_consultation_themes"): lambda authority: {
        "consultation": str(_closed_consultation(authority).pk), "title": "Le vélo",
    },
    ("PATCH", "api_consultation_themes_pk"): lambda _: {"version": 1, "words": "ombre, arbre"},
}  # fmt: skip


def _consultation_over(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(Consultation, authority, title="Close", purpose="?", state="closed").pk}


def _answer_import(authority: Authority) -> dict[str, Any]:
    about = stored(Consultation, authority, title="La place", purpose="Que manque-t-il ?")
    content = b"Que faut-il garder ?;Une idee ?\nLes bancs;De l'ombre\nLes bancs;De l'eau\n"
    return {"pk": bring_answers(None, about, "reponses.csv", content).pk}


SAMPLES |= _register("answer_import", _answer_import)


SAMPLES |= {"answer_import_back": _answer_import, "answers_export": _consultation_over}


def _consultation(authority: Authority) -> dict[str, Any]:
    values = {"title": f"Vos trajets {uuid4().hex[:6]}", "purpose": "Savoir.", "access": "codes"}
    return {"pk": stored(Consultation, authority, proposals_open=True, **values).pk}


def _opened_consultation(authority: Authority) -> dict[str, Any]:
    """One that residents answer: the API shows no draft."""
    found = _consultation(authority)
    write(authority, None, [(Consultation.objects.of(authority).get(**found), {"state": "open"})])
    return found


def _question(authority: Authority) -> dict[str, Any]:
    found = _consultation(authority)
    above = Consultation.objects.of(authority).get(**found)
    values = {"consultation": above, "title": "Et vous ?", "options": "Oui\nNon"}
    return found | {"part_pk": stored(Question, authority, **values).pk}


def _idea(authority: Authority) -> dict[str, Any]:
    above = Consultation.objects.of(authority).get(**_consultation(authority))
    return {"pk": stored(Proposal, authority, consultation=above, title="Un banc").pk}


def _code_batch(authority: Authority) -> dict[str, Any]:
    above = Consultation.objects.of(authority).get(**_consultation(authority))
    return {"pk": stored(CodeBatch, authority, consultation=above, label="Lettres", count=3).pk}


def _code_file(authority: Authority) -> dict[str, Any]:
    found = _code_batch(authority)
    code_files.store(CodeBatch.objects.of(authority).get(**found), "csv", b"Code\r\n")
    return found | {"kind": "csv"}


SAMPLES |= {
    **_register("consultation", _consultation, questions=_question),
    **_register("proposal", _idea),
    **_register("code_batch", _code_batch),
    "consultation_form": lambda authority: _consultation(authority) | {"kind": "html"},
    "consultation_confirm": _consultation,
    "consultation_copy": _consultation,
    "consultation_read": _consultation,
    "code_batch_reprint": _code_batch,
    "code_batch_fetch": _code_file,
    "api_consultations_pk": _opened_consultation,
}


def _territory_read(authority: Authority) -> dict[str, Any]:
    address = "https://partage.exemple.invalid/"
    found = FederationSource.objects.of(authority).filter(address=address).first()
    values = {"name": "Kerlann", "address": address, "trust": "trusted"}
    return {"pk": (found or stored(FederationSource, authority, **values)).pk}


def _file_received(authority: Authority) -> dict[str, Any]:
    made = stored(
        ReceivedItem, authority, origin="ab" * 32, uid="action/cantine.json",
        path="action/cantine.json", digest="cd" * 32, kind="action", title="Cantine sobre",
        made_on=date(2026, 11, 2), licence="etalab-2.0", source=_territory_read(authority)["pk"],
    )  # fmt: skip
    content = ItemContent(authority=authority, digest=made.digest)
    if not ItemContent.objects.of(authority).filter(digest=made.digest).exists():
        content.file.save(made.digest, ContentFile(b'{"title": "Cantine sobre"}'))
    return {"pk": made.pk}


SAMPLES |= _register("federation_source", _territory_read)
SAMPLES |= _register("received_item", _file_received)
SAMPLES |= {f"federation_source_{name}": _territory_read for name in ("read", "bring", "same")}
SAMPLES |= {f"federation_members{name}": _territory_read for name in ("", "_step")}
SAMPLES |= {f"received_item_{name}": _file_received for name in ("adopt", "file")}


def _help_request(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(HelpRequest, authority, subject="Deux jours d’appui").pk}


SAMPLES |= _register("help_request", _help_request)
SAMPLES |= {"api_help_requests_pk": _help_request}
ASKED |= {("POST", "api_help_requests"): lambda _: {"subject": "Un conseiller"}}
ASKED |= {
    ("PATCH", "api_help_requests_pk"): lambda _: {"version": 1, "outcome": "Deux jours faits"}
}


def _sharing(authority: Authority) -> dict[str, Any]:
    stored(Repository, authority, siren="200066009", name="Valmoré", kinds=["feed"])
    return {}


def _shared(authority: Authority) -> dict[str, Any]:
    """An authority that shares: its keys are made, its list is signed."""
    from jalons.federation.web.sharing import queries, signed_folder

    _sharing(authority)
    signed_folder.make(queries.repository_of(authority))
    found = queries.repository_of(authority)
    write(authority, None, [(found, {"active": True})])
    signed_folder.publish(queries.repository_of(authority), timezone.now())
    return {"path": "metadata/timestamp.json"}


SAMPLES |= _undo("sharing", _sharing)


SAMPLES |= {"shared_file": _shared, "shared_page_file": _shared}


SAMPLES |= {"sharing_sheet": lambda _: {"kind": "html"}}


COMMON.add("sharing_sheet")


SAMPLES |= {"supported_members_export": lambda _authority: {"kind": "csv"}}


COMMON.add("supported_members_export")


SAMPLES |= {
    "guide": lambda _: {"name": "footprint"},
    "authority_guide": lambda _: {"name": "roadmap"},
    "tour_stop": lambda _: {"number": 1},
}


COMMON |= {"guide", "authority_guide", "tour_stop"}


def _headcount(authority: Authority) -> dict[str, Any]:
    values = {"population": "staff", "people": 842, "counted_on": date(2026, 9, 1), "origin": "-"}
    return {"pk": stored(StoredHeadcount, authority, **values).pk}


def _hosted_service(authority: Authority) -> dict[str, Any]:
    return {"pk": stored(StoredHostedService, authority, name="VM", kind="vm", vcpu=2.0).pk}


SAMPLES |= _register("footprint_headcount", _headcount)


SAMPLES |= _register("footprint_hosted", _hosted_service)


SAMPLES |= _import("footprint_hosted", b"nom;nature;vcpu\nVM;machine virtuelle;2\n")


def _print_count(authority: Authority) -> dict[str, Any]:
    values = {"printer": "MFP-01", "to_day": date(2025, 12, 31), "counter_mono": 1200}
    return {"pk": stored(StoredPrintCount, authority, **values).pk}


SAMPLES |= _register("footprint_print_count", _print_count)


SAMPLES |= _import(
    "footprint_print_count", b"matricule;date de releve;compteur N&B\nMFP-01;31/12/2025;1200\n"
)


SAMPLES |= _register("twin_silence", _silence)
SAMPLES |= {"twin_silence_write": _silent_sensor}
