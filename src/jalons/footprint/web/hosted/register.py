"""The register of hosted services, and the list a console exports."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from jalons.footprint.web.hosted.models import StoredHostedService
from jalons.foundation.accounts.models import Role
from jalons.foundation.imports.declaration import Import
from jalons.foundation.listing.declaration import List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import Section, form_of

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
)
