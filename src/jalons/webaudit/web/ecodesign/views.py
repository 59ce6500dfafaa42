"""A review with what it comes to, the criteria of a family on one page, the declaration."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import lang
from jalons.foundation.documents.formats import FORMATS
from jalons.foundation.register.documents import document_of
from jalons.foundation.register.errors import StaleError
from jalons.foundation.register.outcomes import refusal_words
from jalons.foundation.register.pages import record_or_404, render, url_of
from jalons.foundation.register.views import record as record_view
from jalons.foundation.register.views import to_record
from jalons.foundation.register.writer import write
from jalons.webaudit.documents.ecodesign import declaration_document
from jalons.webaudit.engine.ecodesign import score
from jalons.webaudit.store import ecodesign_reference
from jalons.webaudit.web.ecodesign import forms, queries
from jalons.webaudit.web.ecodesign.models import EcodesignReview
from jalons.webaudit.web.ecodesign.register import reviews
from jalons.webaudit.words import ecodesign as words
from jalons.webaudit.words.sentences import say

LIGHT = "debut"


def _review(_request: HttpRequest, review: EcodesignReview) -> dict[str, Any]:
    reference, answers = ecodesign_reference(), queries.answers_of(review)
    families = [
        (number, title[lang()], words.progress(reference.some(family=number), answers, lang()),
         url_of(reviews, review, "answers", number))
        for number, title in enumerate(reference.families, 1)
    ]  # fmt: skip
    return {"families": families, "sentence": words.sentence(score(answers, reference), lang()),
            "hints": [words.hint(each, lang()) for each in queries.hints_of(review)],
            "formats": FORMATS, "method": say("ecodesign.method", lang()), "light": url_of(reviews, review, "answers", LIGHT)}  # fmt: skip


@within_authority(Role.CONTRIBUTOR, in_trial=Role.CONTRIBUTOR)
def answers(request: HttpRequest, authority: Authority, pk: UUID, part: str) -> HttpResponse:
    """Several criteria on a page, those of a family or the first eight, stored in one act."""
    review, reference = record_or_404(reviews, authority, pk), ecodesign_reference()
    family = int(part) if part.isdecimal() and len(part) == 1 else 0
    criteria = reference.some(reference.light if part == LIGHT else (), family)
    if not criteria:
        raise Http404
    shown = forms.answer_forms(request.POST or None, review, criteria)
    error = ""
    sound = [form.is_valid() for _each, form in shown]  # each one says its own errors
    if all(sound):
        changes = [
            (form.instance, {**form.values(), "review": review, "criterion": each.id})
            for each, form in shown if form.has_changed() or not form.instance.is_new
        ]  # fmt: skip
        try:
            return to_record(reviews, review, write(authority, request.user, changes))
        except (ValidationError, StaleError) as refusal:
            error = refusal_words(refusal)
    hints = {key: words.hint(each, lang())
             for each in queries.hints_of(review) for key in each.rule.criteria}  # fmt: skip
    context = {
        "record": review, "back": url_of(reviews, review), "refusal": error,
        "title": reference.families[family - 1][lang()] if family
                 else say("ecodesign.light", lang()),
        "groups": [(each, words.priority(each, lang()), form, hints.get(each.id))
                   for each, form in shown],
    }  # fmt: skip
    return render(reviews, request, "answers", 422 if request.method == "POST" else 200,
                  trail=(str(review), context["back"], context["title"]), **context)  # fmt: skip


record = record_view(reviews, _review)
declaration = document_of(
    reviews,
    lambda each: declaration_document(
        queries.sheet(each, timezone.localdate()), ecodesign_reference(), lang()
    ),
    name=lambda each: f"declaration-ecoconception-{each}",
)
