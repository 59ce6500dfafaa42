"""Uses declared besides the list of devices: network, e-mail, paper, rooms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from jalons.footprint.engine.inventory.services import MOST, MOST_RECIPIENTS, Services
from jalons.footprint.web.intake import actions
from jalons.footprint.web.inventories.choices import Choices
from jalons.footprint.web.inventories.lookups import find_assessed
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.fields import NumberField
from jalons.foundation.tasks.views import follow


def _amount(label: Any, help_text: Any = "", *, least: float = 0, most: float = MOST) -> Any:
    return NumberField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=least,
        max_value=most,
    )


class ServicesForm(forms.Form):
    """A year of network, e-mail and paper, and the area of the rooms; blank is unknown."""

    traffic_fixed = _amount(
        gettext_lazy("Fixed network traffic, in GB a year"),
        gettext_lazy("On the bills or the console of your operator. 1 TB is 1,000 GB."),
    )
    traffic_mobile = _amount(
        gettext_lazy("Mobile network traffic, in GB a year"),
        gettext_lazy("All the lines of the authority together."),
    )
    emails = _amount(
        gettext_lazy("E-mails sent in a year"),
        gettext_lazy("On the console of your mail server."),
    )
    recipients = _amount(
        gettext_lazy("Recipients per e-mail, on average"),
        gettext_lazy("1 when left empty."),
        least=1,
        most=MOST_RECIPIENTS,
    )
    email_volume = _amount(
        gettext_lazy("Volume of these e-mails, in GB a year"),
        gettext_lazy(
            "Size × recipients. When left empty, 1 MB per e-mail is assumed, with a wide margin."
        ),
    )
    paper_reams = _amount(
        gettext_lazy("Printing paper, in reams a year"),
        gettext_lazy("A ream is 500 A4 sheets; a box holds five."),
    )
    room_area = _amount(
        gettext_lazy("Floor area of your server rooms, in m²"),
        gettext_lazy("Their technical equipment; their electricity is counted by the PUE."),
    )

    def services(self) -> Services:
        return Services(**self.cleaned_data)


@within_authority(Role.CONTRIBUTOR)
def services(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    inventory = find_assessed(authority, pk).inventory
    choices = Choices.from_json(inventory.choices)
    declared = choices.services.as_json()
    shown = {name: int(value) if value.is_integer() else value for name, value in declared.items()}
    form = ServicesForm(request.POST if request.method == "POST" else None, initial=shown)
    if request.method == "POST" and form.is_valid():
        said, before = form.services(), choices.services
        if said.paper_reams == before.paper_reams:  # that of the counters, with its doubt
            said = replace(said, paper_doubt=before.paper_doubt)
        chosen = replace(choices, services=said)
        return follow(
            actions.change_choices(inventory=inventory, user=request.user, choices=chosen)
        )
    return render(request, "footprint/services.html", {"inventory": inventory, "form": form})
