"""The consultations closed in the year that the authority answered."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.kernel import Interval, Source
from jalons.kernel.contracts import YearFigure, publish_year
from jalons.participation.web.consultations.models import Consultation

NAME, UNIT = "participation.consultations", "1/year"


def publish(authority: Authority) -> None:
    """Publish the figure of the year; while nothing was closed in it, it is unknown."""
    year, over = timezone.localdate().year, (Consultation.State.CLOSED, Consultation.State.ANSWERED)
    rows = living(Consultation, authority).filter(state__in=over, closes_on__year=year)
    closed = rows.count()
    answered = rows.filter(state=Consultation.State.ANSWERED).count()
    words = ngettext("%(count)s consultation closed in the year",
                     "%(count)s consultations closed in the year", closed)  # fmt: skip
    value = Interval.exact(float(answered)) if closed else None
    source = Source(_("Register of consultations"), authority.name, None, "unstated")
    publish_year(
        authority, YearFigure(NAME, year, UNIT, value, (words % {"count": closed},)), source
    )
