"""Who answers for this site, and what becomes of personal data."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jalons import __version__
from jalons.foundation.accounts.access import public
from jalons.foundation.administration.erasure.authority_erasure import SET_ASIDE_FOR

DAY = 86_400  # seconds


@public
def legal_notice(request: HttpRequest) -> HttpResponse:
    """Who answers for this site; what its operator did not say is shown as missing."""
    options = settings.OPTIONS
    operator = {
        "publisher": options["PUBLISHER"],
        "director": options["PUBLICATION_DIRECTOR"],
        "host": options["HOSTED_BY"],
        "contact": options["CONTACT"],
    }
    shown = operator | {"is_whole": all(operator.values()), "version": __version__}
    return render(request, "navigation/legal.html", shown)


@public
def personal_data(request: HttpRequest) -> HttpResponse:
    """What is stored of people, for how long, and what they can do about it."""
    options = settings.OPTIONS
    shown = {
        "publisher": options["PUBLISHER"],
        "contact": options["CONTACT"],
        "session_days": settings.SESSION_COOKIE_AGE // DAY,
        "trial_days": options["TRIAL_DAYS"],
        "set_aside_days": SET_ASIDE_FOR.days,
    }
    return render(request, "navigation/personal_data.html", shown)
