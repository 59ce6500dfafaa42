"""The answers a form sends: read under the present version, merged, stored."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.errors import StaleError
from jalons.foundation.register.models import Batch
from jalons.foundation.register.pages import offered
from jalons.foundation.register.views import ATTEMPTS
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.diagnosis.referential import Question
from jalons.strategy.engine.diagnosis.scoring import CommitmentScore, Diagnosis
from jalons.strategy.web.diagnosis import actions, queries
from jalons.strategy.web.diagnosis.forms import AnswersForm
from jalons.strategy.web.diagnosis.register import answers


def answered(
    request: HttpRequest, authority: Authority, diagnosis: Diagnosis, questions: Sequence[Question]
) -> tuple[AnswersForm, Batch | None]:
    """The form of these questions, and what it stored; it is bound and has no error when it did."""
    for _attempt in range(ATTEMPTS):  # what others store meanwhile is merged like the rest
        known = queries.answers(authority)
        form = AnswersForm(request.POST or None, questions=questions, known=known, lang=lang())
        if not (form.is_valid() and _of_this_version(request, form, diagnosis)):
            break
        try:
            return form, actions.answer(
                authority=authority,
                user=request.user,
                said=form.said(),
                evidence=form.evidence(),
                known=known,
            )
        except StaleError as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error.messages)
    return form, None


def _of_this_version(request: HttpRequest, form: AnswersForm, diagnosis: Diagnosis) -> bool:
    """Whether the page was read under the present version; else an error is added to the form.

    Somebody may upgrade the version while another person answers.
    """
    version = diagnosis.referential.version
    if request.POST.get("referential", version) == version:
        return True
    form.add_error(
        None,
        _(
            "The questions moved to version %(version)s while you were answering. Check that your "
            "answers still fit, then save again."
        )
        % {"version": version},
    )
    return False


def taken_back(request: HttpRequest) -> dict[str, str] | None:
    """What was just answered, and where to take it back: an answer has no name to read."""
    done = offered(answers, request)
    return done and {**done, "text": _("It is saved.")}


def score_or_404(diagnosis: Diagnosis, number: int) -> CommitmentScore:
    """What a commitment reached; raises ``Http404`` where there is no such commitment."""
    try:
        return diagnosis.commitment(number)
    except StrategyError as error:
        raise Http404(str(error)) from error
