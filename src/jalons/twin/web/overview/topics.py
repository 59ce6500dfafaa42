"""The topics of the twin, with the purpose of each."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority


@dataclass(frozen=True, slots=True)
class Topic:
    name: str
    purpose: str
    url: str


def topics(authority: Authority) -> tuple[Topic, ...]:
    """Every topic of the twin, in the order a newcomer needs them."""
    rows = (
        ("twin_data", _("Bring data in"), _("A spreadsheet, a network of sensors, an address.")),
        ("twin_map", _("Map"), _("Where the sensors are, and what they say now.")),
        ("twin_dashboard_list", _("Dashboards"), _("The figures you look at often, on one page.")),
        (
            "twin_alerts",
            _("Alerts"),
            _("Be warned when a value goes too far or a sensor is silent."),
        ),
        ("twin_whatif_list", _("What if"), _("A decision, tried before it is taken.")),
        ("twin_case_list", _("Use cases"), _("Which decisions the data help, what they saved.")),
        ("twin_heat", _("Heat of server rooms"), _("What your servers could heat nearby.")),
        ("twin_sheets", _("Sheets"), _("What each type is for, and who may see its data.")),
    )
    return tuple(
        Topic(name, text, reverse(page, args=(authority.slug,))) for page, name, text in rows
    )
