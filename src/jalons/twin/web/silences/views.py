"""What is written about a silent sensor, from its page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.lookups import or_404
from jalons.foundation.register.pages import DONE
from jalons.foundation.register.views import form_page, saved
from jalons.twin.web.connection import twin_store
from jalons.twin.web.observations import queries as twin

from .models import SensorSilence
from .register import silences


@within_authority(Role.CONTRIBUTOR)
def write(request: HttpRequest, authority: Authority, sensor: str) -> HttpResponse:
    """The form, then the page of the sensor, which offers to undo."""
    reads = twin.reads(audience="internal", user=request.user)
    doc = or_404(reads.read(twin_store.tenant_of(authority), [sensor]).get(sensor))
    last, name = or_404(twin.last_seen(doc)), twin.title(doc)[:200]

    def fresh() -> SensorSilence:
        return SensorSilence(authority=authority, sensor=sensor, name=name, last=last)

    form, batch = saved(silences.form, request, fresh)
    if batch is None:
        return form_page(silences, request, form, (name,))
    page = reverse("twin_entity", args=(authority.slug, sensor))
    return redirect(f"{page}?{DONE}={batch.pk}")
