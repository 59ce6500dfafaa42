"""The register of ecodesign reviews, and the forms of their answers, several on a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.design.page_language import lang
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.register.declaration import Part, Register
from jalons.foundation.register.forms import RecordForm
from jalons.webaudit.engine.ecodesign import Answer, Criterion
from jalons.webaudit.web.ecodesign import indicators, queries
from jalons.webaudit.web.ecodesign.models import EcodesignAnswer, EcodesignReview
from jalons.webaudit.web.services.panels import panels
from jalons.webaudit.words.ecodesign import percent

PUBLIC = ("service", "reviewed_on", "referent", "sample", "previous_score", "previous_on",
          "target_score", "target_on", "actions", "pace")  # fmt: skip


class ReviewForm(RecordForm[EcodesignReview]):
    class Meta:
        model = EcodesignReview
        fields = PUBLIC


class AnswerForm(RecordForm[EcodesignAnswer]):
    class Meta:
        model = EcodesignAnswer
        fields = ("criterion", "answer", "comment", "evidence")


answers = Part(EcodesignAnswer, AnswerForm, "criteres", gettext_lazy("Answers"),
               gettext_lazy("Answer a criterion"))  # fmt: skip
reviews = Register(
    EcodesignReview,
    "ecodesign_review",
    ReviewForm,
    List(Column(gettext_lazy("Service"), str, "service__name"),
         Column(gettext_lazy("Score"), lambda each: percent(each.score, lang()), "score"),
         "untested", "reviewed_on", search=("referent", "service__name"), sort="service__name",
         headline=queries.headline),
    rows=queries.rows,
    parts=(answers,),
    after=indicators.compute,
    templates="webaudit/ecodesign",
)  # fmt: skip


def answer_forms(
    data: Any, review: EcodesignReview, criteria: Sequence[Criterion]
) -> list[tuple[Criterion, AnswerForm]]:
    """A form for each criterion, on what the review stores; shared answers are its first choice."""
    own, stands = {each.criterion: each for each in answers.of(review)}, queries.standing(review)
    found = []
    for each in criteria:
        fresh = EcodesignAnswer(authority=review.authority, review=review, criterion=each.id)
        form = AnswerForm(data, instance=own.get(each.id, fresh), prefix=each.id.replace(".", "-"))
        del form.fields["criterion"]
        form.fields["comment"].widget.attrs["rows"] = 2
        choices: dict[str, Any] = dict(EcodesignAnswer.Reply.choices)
        if each.always:
            del choices[Answer.NOT_APPLICABLE]
        if (shared := stands[review].get(each.id)) and shared.review_id != review.pk:
            choices[""] = _("as all services: %(answer)s") % {"answer": shared.get_answer_display()}
        form.fields["answer"].choices = list(choices.items())  # type: ignore[attr-defined]
        found.append((each, form))
    return found


panels.add("ecodesign", gettext_lazy("Ecodesign"), queries.panel)
