"""The register of online services."""

from __future__ import annotations

from jalons.foundation.listing.declaration import List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm
from jalons.webaudit.web.services.models import WebService

PUBLIC = ("name", "kind", "address", "state")


class ServiceForm(RecordForm[WebService]):
    class Meta:
        model = WebService
        fields = PUBLIC


services = Register(
    WebService,
    "web_service",
    ServiceForm,
    List("name", "kind", "address", "state", search=("name", "address"), sort="name"),
)
