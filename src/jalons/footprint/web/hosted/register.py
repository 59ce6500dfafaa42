"""The register of hosted services, and the list a console exports."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from jalons.footprint.web.hosted.models import StoredHostedService
from jalons.foundation.accounts.models import Role
from jalons.foundation.imports.declaration import Import
from jalons.foundation.listing.declaration import List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import Section, form_of
from jalons.tabular.amounts import CORES, GIGABYTES
from jalons.tabular.columns import CellFault, NumberKind, TextKind


@dataclass(frozen=True)
class CountryKind(TextKind):
    """A country by its name or its code, as two letters."""

    def read(self, text: str) -> str | CellFault | None:
        """The code; any other text as it is, which the field refuses."""
        from jalons.footprint.engine.reading.vocabulary.reference import country_of  # loads polars

        return country_of(text) or super().read(text)


hosted_services = Register(
    StoredHostedService,
    "footprint_hosted",
    form_of(
        StoredHostedService,
        sections=(
            Section(gettext_lazy("Which service"), ("name", "kind", "provider", "count")),
            Section(gettext_lazy("Its size"), ("vcpu", "memory_gb", "storage_gb", "disk")),
            Section(gettext_lazy("Its use"), ("hours", "share", "country", "pue")),
            Section(
                gettext_lazy("What its provider declares, shown beside and never added"),
                ("declared_kg", "declared_year", "declared_source"),
            ),
        ),
    ),
    List(
        "name", "kind", "provider", "vcpu", "memory_gb", "storage_gb", "country",
        search=("name", "provider"),
        sort="name",
    ),
    delete=Role.CONTRIBUTOR,
    templates="footprint/hosted",
)  # fmt: skip
hosted_file = Import(
    hosted_services,
    key="name",
    also={
        "name": ("nom", "instance", "machine", "vm"),
        "kind": ("type", "type de service", "sorte"),
        "vcpu": ("vcpu", "cpu", "coeurs"),
        "memory_gb": ("ram", "mémoire", "memory", "ram go", "ram gb", "mémoire go"),
        "storage_gb": ("disque", "stockage", "storage", "disque go", "stockage go"),
        "country": ("pays",),
    },
    kinds={
        "vcpu": NumberKind(units=CORES),
        "memory_gb": NumberKind(units=GIGABYTES),
        "storage_gb": NumberKind(units=GIGABYTES),
        "country": CountryKind(2),
    },
)
