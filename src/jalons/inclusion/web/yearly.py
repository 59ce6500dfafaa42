"""The chapter of a year, from what every topic knows."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.foundation.documents.formats import FORMATS
from jalons.foundation.rendering.answers import answer
from jalons.inclusion.documents.yearly_chapter import InclusionYear, chapter
from jalons.inclusion.engine.procedures.rules import coverage
from jalons.inclusion.web.access.models import AccessStudy
from jalons.inclusion.web.campaigns.models import Campaign
from jalons.inclusion.web.diagnosis import queries as diagnoses
from jalons.inclusion.web.places.register import places
from jalons.inclusion.web.procedures import queries as procedures
from jalons.inclusion.web.skills import queries as skills


def year_of(authority: Authority, year: int) -> InclusionYear:
    """What is known of a year, whatever topic knows it."""
    diagnosis = diagnoses.of_home(authority)
    computed = living(AccessStudy, authority).filter(computed_at__isnull=False)
    study = computed.order_by("-computed_at").first()
    judged = procedures.judged(authority)
    during = Q(starts_on__lte=date(year, 12, 31), ends_on__gte=date(year, 1, 1))
    run = living(Campaign, authority).filter(Q(starts_on__year=year) | during)
    return InclusionYear(
        authority.name, timezone.localdate(), diagnosis.name if diagnosis else "",
        diagnoses.result(diagnosis) if diagnosis else None, places.headline(authority),
        study.result if study else None, coverage([each.verdict for each in judged]),
        tuple(each.record.name for each in judged if not each.verdict.is_covered),
        skills.sheet(authority, year),
        tuple((each.name, str(each.get_theme_display()), str(each.get_state_display()), each.result)
              for each in run.select_related("authority")),
    )  # fmt: skip


@require_safe
@within_authority(Role.READER)
def document(request: HttpRequest, authority: Authority, year: int, kind: str) -> HttpResponse:
    """The chapter of a year, in the four formats."""
    if kind not in FORMATS or not 1990 <= year <= timezone.localdate().year:
        raise Http404
    return answer(request, authority=authority, kind=kind, name=f"inclusion {year}",
                  back=reverse("skills_year_of", args=[authority.slug, year]),
                  tree=lambda: chapter(year_of(authority, year), lang()))  # fmt: skip
