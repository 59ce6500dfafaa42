"""PartnerTerritory territories: the key of the authority, those of others, what each sent."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.views.decorators.http import require_GET

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.partners.models import PartnerTerritory
from jalons.foundation.partners.queries import key_of
from jalons.foundation.partners.register import panels, partners
from jalons.foundation.register.views import list_page, record
from jalons.kernel import signing


@require_GET
@within_authority(Role.READER)
def index(request: HttpRequest, authority: Authority) -> Any:
    """The partners, and what to read aloud to those who receive something."""
    key = key_of(authority)
    return list_page(partners, request, own_key=key, digits=signing.fingerprint(key))


def of_partner(_request: HttpRequest, partner: PartnerTerritory) -> dict[str, Any]:
    """What the page of a partner adds: the digits to compare, what it sent."""
    return {"digits": signing.fingerprint(partner.key), "panels": panels.of(partner)}


page = record(partners, of_partner)
