"""What is read of ecodesign reviews: the answers that stand, what measures hint at."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import day_words, lang
from jalons.webaudit.documents.ecodesign import EcodesignSheet
from jalons.webaudit.engine.ecodesign import Answer, Hint, hints
from jalons.webaudit.store import ecodesign_reference
from jalons.webaudit.web.ecodesign.models import EcodesignAnswer, EcodesignReview
from jalons.webaudit.words.ecodesign import percent


def rows(authority: Authority) -> QuerySet[EcodesignReview]:
    """Living reviews with their service."""
    return living(EcodesignReview, authority).select_related("service", "authority")


def standing(*reviews: EcodesignReview) -> dict[EcodesignReview, dict[str, EcodesignAnswer]]:
    """The answers that stand for reviews of one authority, by criterion: own, else shared."""
    own: dict[EcodesignReview, dict[str, EcodesignAnswer]] = {each: {} for each in reviews}
    shared: dict[str, EcodesignAnswer] = {}
    answers = living(EcodesignAnswer, reviews[0].authority) if reviews else ()
    for each in answers.exclude(answer="").select_related("review") if reviews else ():
        if each.review in own:
            own[each.review][each.criterion] = each
        if each.review.service_id is None and each.review.deleted_at is None:
            shared[each.criterion] = each
    return {review: shared | mine for review, mine in own.items()}


def answers_of(review: EcodesignReview) -> dict[str, Answer]:
    """The answers that stand for a review, as the engine reads them."""
    return {key: Answer(each.answer) for key, each in standing(review)[review].items()}


def hints_of(review: EcodesignReview) -> tuple[Hint, ...]:
    """What the last measures of the pages of its service hint at."""
    try:
        from jalons.webaudit.web.audits.queries import latest_measures  # noqa: PLC0415
    except ImportError:
        return ()
    known = latest_measures(review.service) if review.service else ()
    return hints(known, ecodesign_reference().rules)


def sheet(review: EcodesignReview, day: date) -> EcodesignSheet:
    """What the declaration of a review says."""
    score, on = partial(percent, lang=lang()), day_words
    facts = {
        "reviewed": on(review.reviewed_on),
        "previous": f"{score(review.previous_score)} ({on(review.previous_on)})",
        "target": f"{score(review.target_score)} ({on(review.target_on)})",
        "actions": review.actions, "pace": review.pace, "sample": review.sample,
        "referent": review.referent,
    }  # fmt: skip
    said = {key: (Answer(each.answer), " · ".join(filter(None, (each.comment, each.evidence))))
            for key, each in standing(review)[review].items()}  # fmt: skip
    return EcodesignSheet(str(review), review.authority.name, day, facts, said)


def headline(found: QuerySet[EcodesignReview]) -> str:
    """How many services have a score."""
    count = found.exclude(service=None).exclude(score=None).count()
    text = ngettext("%(count)s service is assessed for its ecodesign.",
                    "%(count)s services are assessed for their ecodesign.", count)  # fmt: skip
    return text % {"count": count} if count else _("No service is assessed for its ecodesign yet.")


def figure(authority: Authority) -> str:
    """The sentence of the hub."""
    return headline(rows(authority))
