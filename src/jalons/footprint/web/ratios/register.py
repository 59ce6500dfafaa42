"""The register of headcounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from jalons.footprint.web.ratios.models import StoredHeadcount
from jalons.foundation.accounts.models import Role
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import form_of

headcounts = Register(
    StoredHeadcount,
    "footprint_headcount",
    form_of(StoredHeadcount, "population", "people", "axis", "places", "counted_on", "origin"),
    List(
        Column(gettext_lazy("Where"), lambda each: each.where, sort="places"),
        "population",
        "people",
        "counted_on",
        "origin",
        search=("origin",),
        sort="-counted_on",
    ),
    delete=Role.CONTRIBUTOR,
    templates="footprint/ratios",
)
