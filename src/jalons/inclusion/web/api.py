"""Inclusion for machines: the registers; activities of mediation are never listed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Role
from jalons.foundation.api.endpoints import Endpoints, Scope
from jalons.foundation.register.api import endpoints_of
from jalons.inclusion.web.access import register as access
from jalons.inclusion.web.campaigns import register as campaigns
from jalons.inclusion.web.diagnosis import register as diagnosis
from jalons.inclusion.web.places import register as places
from jalons.inclusion.web.procedures import register as procedures
from jalons.inclusion.web.siting import register as siting
from jalons.inclusion.web.skills import register as skills

READ, WRITE = "inclusion:read", "inclusion:write"

endpoints = Endpoints(
    "inclusion",
    _("Inclusion"),
    {
        READ: Scope(_("Read places, procedures, activities and diagnoses")),
        WRITE: Scope(_("Change places, procedures and activities"), Role.CONTRIBUTOR),
    },
)
SHARED: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (access.studies, "access-studies", access.PUBLIC),
    (campaigns.campaigns, "campaigns", (*campaigns.FIELDS, "state")),
    (diagnosis.diagnoses, "fragility-diagnoses",
     (*diagnosis.WHAT, "code", "name", "reason", "weights", "computed_at", "result")),
    (places.places, "mediation-places", places.PUBLIC),
    (procedures.procedures, "procedures", procedures.PUBLIC),
    (siting.sitings, "siting-studies", siting.PUBLIC),
    (skills.sessions, "training_sessions", skills.SessionForm.Meta.fields),
    (skills.aids, "equipment_aids", skills.AidForm.Meta.fields),
)  # fmt: skip
for register, path, fields in SHARED:
    endpoints_of(endpoints, register, path, *fields, read=READ, write=WRITE)
