"""The register of silent sensors: form, list, trash, history."""

from __future__ import annotations

from jalons.foundation.accounts.models import Role
from jalons.foundation.listing.declaration import List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import form_of

from .models import SensorSilence

silences = Register(
    SensorSilence,
    "twin_silence",
    form_of(SensorSilence, "reason", "back_on", "public"),
    List("name", "reason", "back_on", "public", search=("name", "reason"), per_page=25),
    delete=Role.CONTRIBUTOR,
    templates="twin/silences",
)
