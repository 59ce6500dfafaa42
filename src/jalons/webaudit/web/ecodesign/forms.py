"""The form of a review, and those of its answers, several on a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.forms import RecordForm
from jalons.webaudit.engine.ecodesign import Answer, Criterion
from jalons.webaudit.web.ecodesign import queries
from jalons.webaudit.web.ecodesign.models import EcodesignAnswer, EcodesignReview

REVIEW = ("service", "reviewed_on", "referent", "sample", "previous_score", "previous_on",
          "target_score", "target_on", "actions", "pace")  # fmt: skip


class ReviewForm(RecordForm[EcodesignReview]):
    class Meta:
        model = EcodesignReview
        fields = REVIEW


class AnswerForm(RecordForm[EcodesignAnswer]):
    class Meta:
        model = EcodesignAnswer
        fields = ("criterion", "answer", "comment", "evidence")


def answer_forms(
    data: Any, review: EcodesignReview, criteria: Sequence[Criterion]
) -> list[tuple[Criterion, AnswerForm]]:
    """A form for each criterion, on what the review stores; shared answers are its first choice."""
    mine = living(EcodesignAnswer, review.authority).filter(review=review)
    own, stands = {each.criterion: each for each in mine}, queries.standing(review)[review]
    found = []
    for each in criteria:
        fresh = EcodesignAnswer(authority=review.authority, review=review, criterion=each.id)
        form = AnswerForm(data, instance=own.get(each.id, fresh), prefix=each.id.replace(".", "-"))
        del form.fields["criterion"]
        form.fields["comment"].widget.attrs["rows"] = 2
        choices: dict[str, Any] = dict(EcodesignAnswer.Reply.choices)
        if each.always:
            del choices[Answer.NOT_APPLICABLE]
        if (shared := stands.get(each.id)) and shared.review_id != review.pk:
            choices[""] = _("as all services: %(answer)s") % {"answer": shared.get_answer_display()}
        form.fields["answer"].choices = list(choices.items())  # type: ignore[attr-defined]
        found.append((each, form))
    return found
