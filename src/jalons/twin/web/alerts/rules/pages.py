"""The pages of a rule: the types it may watch, what it would have opened."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Table
from jalons.twin.engine.alerts.past_alerts import PastAlert
from jalons.twin.web.alerts import wording
from jalons.twin.web.connection import twin_store
from jalons.twin.web.labels.values import moment
from jalons.twin.web.observations.queries import key_of

from .preview import RulePreview

SHOWN = 10


def preview_words(preview: RulePreview) -> str:
    if not preview.alerts:
        return _("With the last %(days)s days, this rule would have opened no alert.") % {
            "days": preview.days
        }
    alerts = ngettext("%(count)s alert", "%(count)s alerts", len(preview.alerts)) % {
        "count": len(preview.alerts)
    }
    sensors = ngettext("%(count)s sensor", "%(count)s sensors", preview.sensors) % {
        "count": preview.sensors
    }
    return _(
        "With the last %(days)s days, this rule would have opened %(alerts)s on %(sensors)s."
    ) % {"days": preview.days, "alerts": alerts, "sensors": sensors}


def preview_table(preview: RulePreview, unit: str) -> Table | None:
    """The last alerts a rule would have opened; None when there are none."""
    if not preview.alerts:
        return None
    rows = tuple((Cell(name), *_past(each, unit)) for name, each in preview.alerts[:SHOWN])
    columns = (
        Column(_("Sensor")),
        Column(_("Opened")),
        Column(_("Normal again")),
        Column(_("Furthest value"), numeric=True),
    )
    return Table(_("The last alerts it would have opened"), columns, rows)


def _past(each: PastAlert, unit: str) -> tuple[str, str, str]:
    ended = moment(each.ended) if each.ended is not None else _("not yet")
    return moment(each.opened), ended, wording.measure(each.value, unit)


def type_choices(authority: Authority) -> list[tuple[str, str]]:
    """The types in use that have a policy, by name: key and label."""
    tenant = twin_store.tenant_of(authority)
    usable = twin_store.policies().usable(tenant)
    counts = {kind.iri: kind.entities for kind in twin_store.store().types(tenant)}
    found = [
        (key_of(iri), _counted(usable[iri].name, counts[iri])) for iri in counts if iri in usable
    ]
    return sorted(found, key=lambda pair: pair[1].casefold())


def _counted(name: str, entities: int) -> str:
    text = ngettext("%(name)s, %(count)s entity", "%(name)s, %(count)s entities", entities)
    return text % {"name": name, "count": entities}
