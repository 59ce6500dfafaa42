"""What is read of ecodesign reviews: the answers that stand, what measures hint at."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import day_words, lang
from jalons.foundation.design.panels import Panel
from jalons.webaudit.documents.ecodesign import EcodesignSheet
from jalons.webaudit.engine.ecodesign import Answer, Hint, hints
from jalons.webaudit.store import ecodesign_reference
from jalons.webaudit.web.audits.queries import latest_measures
from jalons.webaudit.web.ecodesign.models import EcodesignAnswer, EcodesignReview
from jalons.webaudit.web.services.models import WebService
from jalons.webaudit.web.services.panels import about
from jalons.webaudit.words.ecodesign import percent


def rows(authority: Authority) -> QuerySet[EcodesignReview]:
    """Living reviews with their service."""
    return living(EcodesignReview, authority).select_related("service", "authority")


def standing(*reviews: EcodesignReview) -> dict[EcodesignReview, dict[str, EcodesignAnswer]]:
    """The answers that stand for reviews of one authority, by criterion: own, else shared."""
    own: dict[EcodesignReview, dict[str, EcodesignAnswer]] = {each: {} for each in reviews}
    shared: dict[str, EcodesignAnswer] = {}
    for first in reviews[:1]:
        answers = living(EcodesignAnswer, first.authority).exclude(answer="")
        for each in answers.select_related("review"):
            own.get(each.review, {})[each.criterion] = each
            if each.review.service_id is None:
                shared[each.criterion] = each
    return {review: shared | mine for review, mine in own.items()}


def hints_of(review: EcodesignReview) -> tuple[Hint, ...]:
    """What the last measures of the pages of its service hint at."""
    known = latest_measures(review.service) if review.service else ()
    return hints(known, ecodesign_reference().rules)


def sheet(review: EcodesignReview) -> EcodesignSheet:
    """What the declaration of a review says."""
    pairs = {"previous": (review.previous_score, review.previous_on),
             "target": (review.target_score, review.target_on)}  # fmt: skip
    facts = {"reviewed": day_words(review.reviewed_on), "referent": review.referent}
    facts |= {
        key: f"{percent(value, lang())} ({day_words(day)})" for key, (value, day) in pairs.items()
    }
    facts |= {key: getattr(review, key) for key in ("actions", "pace", "sample")}
    said = {key: (Answer(each.answer), " · ".join(filter(None, (each.comment, each.evidence))))
            for key, each in standing(review)[review].items()}  # fmt: skip
    return EcodesignSheet(str(review), review.authority.name, facts, said)


def panel(service: WebService) -> Panel | None:
    """The score of ecodesign of a service."""
    review = rows(service.authority).filter(service=service).exclude(score=None).first()
    if review is None:
        return None
    sentence = _("%(share)s of the weighted criteria are met.") % {
        "share": percent(review.score, lang())
    }
    return about(review, sentence, "ecodesign_review", _("See this review"))


def scored(authority: Authority) -> QuerySet[EcodesignReview]:
    """The reviews of services that have a score."""
    return rows(authority).exclude(service=None).exclude(score=None)


def headline(found: QuerySet[EcodesignReview]) -> str:
    """How many services have a score."""
    count = found.exclude(service=None).exclude(score=None).count()
    text = ngettext("%(count)s service is assessed for its ecodesign.",
                    "%(count)s services are assessed for their ecodesign.", count)  # fmt: skip
    return text % {"count": count} if count else _("No service is assessed for its ecodesign yet.")
