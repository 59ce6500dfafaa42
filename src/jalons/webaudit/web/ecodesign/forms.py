"""The form of a review, and those of its answers, several on a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.forms import RecordForm, Section
from jalons.webaudit.engine.ecodesign import Answer, Criterion
from jalons.webaudit.web.ecodesign import queries
from jalons.webaudit.web.ecodesign.models import EcodesignAnswer, EcodesignReview

NOW = ("service", "reviewed_on", "referent", "sample")
NEXT = ("previous_score", "previous_on", "target_score", "target_on", "actions", "pace")


class ReviewForm(RecordForm[EcodesignReview]):
    sections = (
        Section(gettext_lazy("This assessment"), NOW),
        Section(gettext_lazy("Before and after"), NEXT),
    )

    class Meta:
        model = EcodesignReview
        fields = (*NOW, *NEXT)


class AnswerForm(RecordForm[EcodesignAnswer]):
    """An answer; on a page of several it is that of its criterion."""

    class Meta:
        model = EcodesignAnswer
        fields = ("criterion", "answer", "comment", "evidence")


def answer_forms(
    data: Any, review: EcodesignReview, criteria: Sequence[Criterion]
) -> list[tuple[Criterion, AnswerForm]]:
    """A form for each criterion, on what the review stores; shared answers are its first choice."""
    own = {each.criterion: each for each in living(EcodesignAnswer, review.authority)
           if each.review_id == review.pk}  # fmt: skip
    stands, found = queries.standing(review)[review], []
    for each in criteria:
        fresh = EcodesignAnswer(authority=review.authority, review=review, criterion=each.id)
        form = AnswerForm(data, instance=own.get(each.id, fresh), prefix=each.id.replace(".", "-"))
        del form.fields["criterion"]
        shared = stands.get(each.id)
        choices = dict(EcodesignAnswer.Given.choices)
        if each.always:
            del choices[Answer.NOT_APPLICABLE]
        if shared and shared.review_id != review.pk:
            choices[""] = _("as all services: %(answer)s") % {"answer": shared.get_answer_display()}
        form.fields["answer"].choices = list(choices.items())  # type: ignore[attr-defined]
        found.append((each, form))
    return found
