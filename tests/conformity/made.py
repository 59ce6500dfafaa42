"""A valid record of any register: made from its model, or as its room says below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.db import models
from django.utils import timezone

from jalons.ailibrary.recipes.registry import recipe_keys
from jalons.ailibrary.web.exchange.models import Parcel
from jalons.ailibrary.web.queue.models import Contestation, QueueItem, QueueRules
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.catalogue.web.charters.models import CommitmentProof
from jalons.catalogue.web.datasets.models import Dataset
from jalons.catalogue.web.duties.models import DutyAnswer, all_duties
from jalons.catalogue.web.exchange.models import HarvestSource
from jalons.catalogue.web.privacy.models import PersonalColumn, ProcessingSheet
from jalons.federation.web.sharing.models import Repository
from jalons.footprint.web.models import (
    OwnFactorFile,
    SavedScenario,
    StoredHeadcount,
    StoredHostedService,
    StoredPrintCount,
)
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.partners.models import PartnerTerritory
from jalons.foundation.register.declaration import register_of
from jalons.foundation.register.models import Registered, written_fields
from jalons.foundation.register.writer import store_computed, write
from jalons.foundation.territories.models import Territory
from jalons.inclusion.web.diagnosis.models import FragilityDiagnosis
from jalons.participation.web.consultations.models import (
    AnswerPart,
    CodeBatch,
    Consultation,
    Question,
)
from jalons.participation.web.exchange.models import AnswerImport
from jalons.participation.web.experiments.models import ServiceYear, UserTest
from jalons.participation.web.reading.models import ResidentQuote, Theme
from jalons.procurement.web.agec.models import AgecGift, AgecRule, AgecYear
from jalons.procurement.web.purchases.models import PurchaseQuote
from jalons.reuse.web.accounts.models import LotSale, ReuseYear
from jalons.reuse.web.wiping.models import WipeCertificate
from jalons.strategy.store import catalogue
from jalons.strategy.web.diagnosis.actions import new_snapshot
from jalons.strategy.web.diagnosis.models import GivenAnswer, Profile, Snapshot
from jalons.strategy.web.indicators.models import DeclaredValue, Objective
from jalons.strategy.web.roadmap.models import BudgetLine
from jalons.strategy.web.statutory.models import StatutoryDocument
from jalons.strategy.web.territory.models import TerritorySheet
from jalons.twin.web.alerts.models import AlertRule
from jalons.twin.web.cases.models import CaseResult
from jalons.twin.web.silences.models import SensorSilence
from jalons.webaudit.web.ecodesign.models import EcodesignAnswer, EcodesignReview
from jalons.webaudit.web.grids.models import GridDecision
from jalons.webaudit.web.services.models import Traffic, WebService

type Values = Mapping[str, Any]


def _result(number: int) -> Values:
    day = timezone.localdate() - timedelta(days=number)  # no day is counted twice
    return {"starts_on": day, "ends_on": day}


def _sheet(number: int) -> Values:
    """An indicator of the catalogue, another for each number, and its unit."""
    sheet = [each for each in catalogue().indicators.values() if each.unit.symbol != "%"][number]
    return {"indicator": sheet.id, "unit": sheet.unit.symbol, "source": "Registre"}


def _aim(number: int) -> Values:
    later = timezone.localdate() + timedelta(days=365)
    about = _sheet(number)["indicator"]
    return {"indicator": about, "target_on": later, "decided_by": "Délibération"}


def _commune(number: int) -> Values:
    """A municipality of the census, to diagnose."""
    code = f"0100{number}"
    Territory.objects.get_or_create(kind="commune", code=code, name=f"Commune {number}")
    return {"kind": "commune", "place": code}


_RESIDENT = "Le bus du soir ne passe plus par la place et les enfants attendent loin de tout"


def _cut(number: int) -> Values:
    """Some of the words of the text of ``_quote``."""
    return {"text": f"{' '.join(_RESIDENT.split()[: 4 + number % 12])} […]"}


def _quote(authority: Authority) -> ResidentQuote:
    """A quote of a text that a moderator read, in the consultation of the theme."""
    theme = living(Theme, authority).first() or record(Theme, authority)
    part = AnswerPart.objects.create(
        authority=authority, consultation=theme.consultation, text=_RESIDENT, state="read"
    )
    return ResidentQuote(authority=authority, theme=theme, part=part)


_SERVICES = count()
# What a model cannot say of a valid record of its own.
PARTICULARS: dict[type[Registered], Callable[[int], Values]] = {
    AgecRule: lambda number: {"account": f"21{number}"},
    Repository: lambda _number: {"siren": "200066009"},
    AgecYear: lambda number: {"year": 2020 + number, "buyer": "Ville"},
    AlertRule: lambda _number: {"kind": "silence", "type": "https://example.org/Bin"},
    AnswerImport: lambda number: {"name": f"reponses-{number}.csv", "note": f"Export {number}"},
    Parcel: lambda number: {
        "public_key": "ab" * 32,
        "digest": f"{number:064x}",
        "note": "Connue de longue date",
    },
    PartnerTerritory: lambda number: {"key": f"{number:064x}"},
    Consultation: lambda _number: {
        "title": f"Avis {next(_SERVICES)}",  # made for others before its own turn
        "proposals_open": True,
        "access": "codes",
    },
    Question: lambda number: {"options": f"Oui {number}\nNon"},
    RecipeUse: lambda number: {"key": recipe_keys()[number - 1]},
    BudgetLine: lambda number: {"year": 2020 + number},
    DutyAnswer: lambda number: {"duty": all_duties()[number].id},
    CaseResult: _result,
    GivenAnswer: lambda number: {"question": f"1.1.{number}"},
    Profile: lambda _number: {"referential": "1.0.0"},
    StatutoryDocument: lambda number: {"kind": "deliberation", "year": 2020 + number},
    DeclaredValue: _sheet,
    FragilityDiagnosis: _commune,
    Objective: _aim,
    ReuseYear: lambda number: {"year": 2022 + number},
    PurchaseQuote: lambda _number: {"missing": "Pas de réponse"},
    OwnFactorFile: lambda _number: {"licence": "Etalab 2.0"},
    SavedScenario: lambda _number: {"levers": ["screens:1"]},
    StoredHostedService: lambda number: {"name": f"VM {number}", "vcpu": 2.0},
    StoredPrintCount: lambda number: {"printer": f"MFP {number}", "counter_mono": 1000 + number},
    StoredHeadcount: lambda number: {"counted_on": date(2000 + number, 1, 1)},
    WipeCertificate: lambda number: {"host": f"Poste {number}"},
    Traffic: lambda number: {"month": date(2020, number, 1)},
    EcodesignAnswer: lambda number: {"criterion": f"1.{number}"},
    EcodesignReview: lambda number: {"referent": f"Direction {number}"},
    WebService: lambda number: {
        "name": f"Service {number} {next(_SERVICES)}",  # made for others before its own turn
        "address": f"https://example.org/{number}",
    },
    GridDecision: lambda number: {"criterion": f"1.{number}"},
    PersonalColumn: lambda number: {"column": f"Colonne {number}"},
    HarvestSource: lambda number: {"url": f"https://donnees.example.org/{number}"},
    CommitmentProof: lambda number: {"link": f"https://example.org/{number}"},
    ServiceYear: lambda number: {"year": 2020 + number, "note": "Contrats"},
    UserTest: lambda number: {"service": f"Service {number}"},
    ResidentQuote: _cut,
}
# What a record is about is chosen once.
CHOSEN = {
    DeclaredValue: {"indicator", "unit"}, Objective: {"indicator"}, Theme: {"consultation"},
    Repository: {"siren"},
}  # fmt: skip


def _decided_request(authority: Authority) -> QueueItem:
    """A request that was decided: what nobody decided is not contested."""
    made: QueueItem = record(QueueItem, authority, next(_UNITS))
    store_computed(QueueItem.objects.of(authority).filter(pk=made.pk), state="decided")
    return QueueItem.objects.of(authority).select_related("authority").get(pk=made.pk)


# Those that take what no form has from where they are made.
MADE: dict[type[Registered], Callable[[Authority], Registered]] = {
    Contestation: lambda authority: Contestation(
        authority=authority, item=_decided_request(authority)
    ),
    SensorSilence: lambda authority: SensorSilence(
        authority=authority, sensor=f"urn:ngsi-ld:T:{next(_UNITS)}", name="Sonde du pont", last=1
    ),
    Snapshot: new_snapshot,
    ResidentQuote: _quote,
    EcodesignReview: lambda authority: EcodesignReview(
        authority=authority, service=record(WebService, authority, next(_UNITS))
    ),
    ProcessingSheet: lambda authority: ProcessingSheet(
        authority=authority,
        dataset=record(Dataset, authority, identifier=f"jeu-{next(_UNITS)}"),
    ),
}
# What they are about, which no other of them is about.
OWN = {(ProcessingSheet, "dataset"), (Contestation, "item")}


def record(model: type[Any], authority: Authority, number: int = 1, **values: Any) -> Any:
    """A record stored by the writer; ``number`` makes it differ from the others."""
    found = {
        field.name: value
        for field in written_fields(model)
        if field.name != "deleted_at"
        and (model, field.name) not in OWN
        and (value := _value(field, authority, number)) is not None
    }
    found |= PARTICULARS.get(model, lambda _number: {})(number) | values
    made = MADE.get(model, lambda authority: model(authority=authority))(authority)
    write(authority, None, [(made, found)])
    return made


def _value(field: Any, authority: Authority, number: int) -> Any:
    """A value for a field that needs one."""
    if field.many_to_many or field.has_default() or field.null or field.blank:
        return None
    if isinstance(field, models.ForeignKey):
        there = living(field.related_model, authority).first()  # names are borne once
        return there or record(field.related_model, authority, number)
    if field.choices:
        return field.flatchoices[0][0]
    return next((make(number) for kind, make in _MAKERS if isinstance(field, kind)), None)


_MAKERS: tuple[tuple[type[Any], Callable[[int], Any]], ...] = (
    (models.URLField, lambda number: f"https://example.org/{number}"),
    (models.CharField, lambda number: f"Exemple {number}"),
    (models.TextField, lambda number: f"Texte {number}"),
    (models.BooleanField, lambda _number: False),
    (models.IntegerField, lambda number: number),
    (models.FloatField, float),
    (models.DecimalField, lambda number: number),
    (models.DateField, lambda _number: timezone.localdate()),
)


_UNITS = count(2)

# What people change of those whose forms have fields of their own.
CHANGED: dict[type[Registered], Callable[[], Values]] = {
    QueueItem: lambda: {"reference": f"D-{next(_UNITS)}"},  # its text is private
    QueueRules: lambda: {"purge_days": next(_UNITS)},
    Repository: lambda: {"name": f"Ville {next(_UNITS)}"},  # its SIREN is one of nine digits
    FragilityDiagnosis: lambda: {"reason": f"Parce que {next(_UNITS)}"},
    AgecGift: lambda: {"units": next(_UNITS)},  # no other kind has a value that is known
    LotSale: lambda: {"amount": next(_UNITS)},
    ResidentQuote: lambda: _cut(next(_UNITS)),
    PersonalColumn: lambda: {"decision": "not_personal", "reason": f"Parce que {next(_UNITS)}"},
    TerritorySheet: lambda: {"confirmed_at": timezone.now()},
    CodeBatch: lambda: {"label": f"Rue {next(_UNITS)}"},  # their number is final
    RecipeUse: lambda: {"service": f"Service {next(_UNITS)}"},  # the recipe is chosen once
}


def changed(found: Registered) -> Values:
    """New values for one field of a record that people type: a text or a choice."""
    if type(found) in CHANGED:
        return CHANGED[type(found)]()
    for name in register_of(type(found)).form.base_fields:
        field = type(found)._meta.get_field(name)
        if field.choices:
            others = [code for code, _label in field.flatchoices if code != getattr(found, name)]
            return {name: others[0]}
        if isinstance(field, models.CharField | models.TextField) and not isinstance(
            field, models.URLField
        ):
            return {name: f"{getattr(found, name)} bis"[: field.max_length or 300]}
    raise LookupError(f"{type(found).__name__} has no field people type")


def typed(form: Any) -> dict[str, Any]:
    """What a browser sends of a form as it is shown, hidden values included."""
    data: dict[str, Any] = {}
    for bound in form:
        for name, value in (
            (bound.html_name, bound.value()),
            (bound.html_initial_name, bound.value()),
        ):
            if isinstance(value, list | tuple):
                data[name] = [str(each) for each in value]
            elif isinstance(value, bool):
                data |= {name: "on"} if value else {}
            else:
                prepared = bound.field.widget.format_value(value)
                found = prepared[0] if isinstance(prepared, list) and prepared else prepared
                data[name] = "" if found is None or found == [] else found
    return data
