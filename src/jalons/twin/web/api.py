"""The policies and the alerts of the twin in the API of the product. Data go through NGSI-LD."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Role
from jalons.foundation.api.endpoints import AuthorityCall, Endpoints, Scope
from jalons.foundation.api.records import Record
from jalons.twin.web.alerts import api as alerts
from jalons.twin.web.connection import twin_store

READ, INTERNAL, WRITE = "twin:read", "twin:internal", "twin:write"

endpoints = Endpoints(
    "twin",
    _("Twin of the territory"),
    {
        READ: Scope(
            _("Read the sheets, and the data of the twin that are open to partners (NGSI-LD)")
        ),
        INTERNAL: Scope(
            _("Read all the data of the twin, those of the authority alone too (NGSI-LD)")
        ),
        WRITE: Scope(_("Write to the twin, and read all of it (NGSI-LD)"), Role.CONTRIBUTOR),
    },
)


class SheetRecord(Record, frozen=True, kw_only=True):
    """The sheet of a type: what it is for, who answers for it, who sees it, how closely."""

    type: str
    name: str
    purpose: str
    legal_basis: str
    owner: str
    retention_days: int
    audience: str
    personal: bool
    position_metres: int
    time_seconds: int


class SheetsRecord(Record, frozen=True, kw_only=True):
    """Every sheet of an authority that is complete."""

    tenant: str
    sheets: tuple[SheetRecord, ...]


@endpoints.get("sensor-sheets", _("Sheets of the types of sensors"), scope=READ)
def sheets(call: AuthorityCall) -> SheetsRecord:
    tenant = twin_store.tenant_of(call.authority)
    policies = twin_store.policies().usable(tenant).values()
    shown = ({n: getattr(policy, n) for n in SheetRecord.__struct_fields__} for policy in policies)
    return SheetsRecord(tenant=tenant, sheets=tuple(SheetRecord(**each) for each in shown))


endpoints.get("alerts", _("Alerts of the twin"), scope=INTERNAL)(alerts.alert_list)
