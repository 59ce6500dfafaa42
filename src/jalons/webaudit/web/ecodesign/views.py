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
from jalons.webaudit.engine.ecodesign import Answer, score
from jalons.webaudit.store import ecodesign_reference
from jalons.webaudit.web.ecodesign import queries
from jalons.webaudit.web.ecodesign.models import EcodesignReview
from jalons.webaudit.web.ecodesign.register import answer_forms, reviews
from jalons.webaudit.words import ecodesign as words
from jalons.webaudit.words.sentences import say

LIGHT = "debut"


def _review(_request: HttpRequest, review: EcodesignReview) -> dict[str, Any]:
    reference = ecodesign_reference()
    answers = {key: said for key, (said, _text) in queries.sheet(review).said.items()}
    families = []
    for number, title in enumerate(reference.families, 1):
        said = [answers.get(each.id) for each in reference.some(family=number)]
        families.append((number, title[lang()], said, said.count(Answer.YES), said.count(None)))
    return {"families": families, "formats": FORMATS, "light": LIGHT,
            "sentence": words.sentence(score(answers, reference), lang()),
            "hints": [words.hint(each, lang()) for each in queries.hints_of(review)],
            "method": say("ecodesign.method", lang())}  # fmt: skip


@within_authority(Role.CONTRIBUTOR, in_trial=Role.CONTRIBUTOR)
def answers(request: HttpRequest, authority: Authority, pk: UUID, part: str) -> HttpResponse:
    """Several criteria on a page, those of a family or the first eight, stored in one act."""
    review, reference = record_or_404(reviews, authority, pk), ecodesign_reference()
    titles = {str(number): title[lang()] for number, title in enumerate(reference.families, 1)}
    titles[LIGHT] = say("ecodesign.light", lang())
    if part not in titles:
        raise Http404
    light = part == LIGHT
    criteria = reference.some(reference.light) if light else reference.some(family=int(part))
    shown, refusal = answer_forms(request.POST or None, review, criteria), ""
    if all([form.is_valid() for _each, form in shown]):  # noqa: C419  (each says its errors)
        changes = [
            (form.instance, {**form.values(), "review": review, "criterion": each.id})
            for each, form in shown if form.has_changed() or not form.instance.is_new
        ]  # fmt: skip
        try:
            return to_record(reviews, review, write(authority, request.user, changes))
        except (ValidationError, StaleError) as error:
            refusal = refusal_words(error)
    hints = [(each.rule.criteria, words.hint(each, lang())) for each in queries.hints_of(review)]
    groups = [(each, form, [text for ids, text in hints if each.id in ids]) for each, form in shown]
    return render(
        reviews, request, "answers", 422 if request.method == "POST" else 200,
        record=review, groups=groups, title=titles[part], refusal=refusal,
        back=url_of(reviews, review), trail=(str(review), url_of(reviews, review), titles[part]),
    )  # fmt: skip


record = record_view(reviews, _review)
declaration = document_of(
    reviews,
    lambda each: declaration_document(queries.sheet(each), timezone.localdate(), lang()),
    name=lambda each: f"declaration-ecoconception-{each}",
)
