"""What is read of services."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.webaudit.web.services.models import WebService


def figure(authority: Authority) -> str:
    """How many services are listed."""
    count = WebService.objects.of(authority).filter(deleted_at=None).count()
    if not count:
        return _("No service listed")
    return ngettext("%(count)s service", "%(count)s services", count) % {"count": count}
