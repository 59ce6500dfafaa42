"""The note for the climate plan, from the present content of the twin."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.documents.tree import Document
from jalons.twin.documents.heat.note import NoteMaterial, heat_note
from jalons.twin.store.heat import assumptions, duties

from .queries import town_heat


def document(authority: Authority, *, user: Any, now: datetime, lang: str) -> Document:
    heat = town_heat(authority, user=user, now=now)
    material = NoteMaterial(
        authority=authority.name,
        day=timezone.localdate(now),
        year=heat.year,
        rooms=heat.rooms,
        needs=heat.needs,
        match=heat.match,
        meters=tuple((meter.meter.name, meter.found) for meter in heat.meters if meter.of_room),
        assumptions=assumptions(),
        duties=duties(),
        fictional=authority.kind == Authority.Kind.DEMO,
    )
    return heat_note(material, lang)
