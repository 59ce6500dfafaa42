"""An algorithm with its duties and its notice, the questions that find more, documents."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from jalons.catalogue.documents.algorithms import explanation_document, rules_document
from jalons.catalogue.engine.algorithms.duties import DutyFinding, Verdict
from jalons.catalogue.engine.algorithms.law import law
from jalons.catalogue.web.algorithms import queries
from jalons.catalogue.web.algorithms.models import Algorithm, AlgorithmRequest
from jalons.catalogue.web.algorithms.register import UsualForm, algorithms, filled, requests
from jalons.catalogue.web.algorithms.shelf import PAGE
from jalons.catalogue.words import algorithms as words
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import day_words, lang
from jalons.foundation.documents.formats import FORMATS
from jalons.foundation.register.documents import document_of
from jalons.foundation.register.views import to_list
from jalons.foundation.register.writer import write
from jalons.foundation.rendering.answers import answer


def of_algorithm(request: HttpRequest, found: Algorithm) -> dict[str, Any]:
    """What the page of an algorithm adds: duties, notice, what is missing, late requests."""
    everywhere = queries.shown(found.authority)
    public, link = queries.is_public(found, everywhere), found.sheet_link
    if public and not link:
        page = reverse("public_part", args=[found.authority.slug, PAGE])
        link = request.build_absolute_uri(page)
    outputs = {"notice": _("Notice on the decisions"), "sheet": _("Public sheet"),
               "explanation": _("Explanation on request")}  # fmt: skip
    lacks = [(outputs[name], filled(found, name), queries.labels(each.missing))
             for name, each in queries.completeness(found).items()]  # fmt: skip
    heads = map(Column, (_("Duty"), _("State"), _("Why"), _("Law")))
    known = queries.duties(found, everywhere)
    return {
        "duties": Table(_("What the law asks"), tuple(heads), tuple(map(_row, known))),
        "meanings": [(each.duty.name[lang()], each.duty.what[lang()],
                      law().source[each.duty.source]) for each in known],
        "lacks": lacks,
        "notice": [] if queries.decides(found) is False
        else words.notice(queries.sheet_of(found), link),
        "late": (count := queries.late_of(found)) and queries.late_words(count),
        "public": public, "link": link,
    }  # fmt: skip


def of_request(_request: HttpRequest, found: AlgorithmRequest) -> dict[str, Any]:
    """What the page of a request adds: the last day to answer."""
    return {"due": day_words(found.due_on)}


def _row(found: DutyFinding) -> tuple[Cell | str, ...]:
    """A duty in words: whether it applies and is met, why, and the article."""
    states = {True: ("ok", pgettext("duty", "met")), False: ("late", pgettext("duty", "not met"))}
    if found.met is not None:
        kind, mark = states[found.met]
    elif found.verdict is Verdict.NOT:
        kind, mark = "idle", _("does not apply")
    else:
        kind, mark = "walk", _("to check")
    why = " ".join(words.reason(each, lang()) for each in found.reasons)
    sure = all(each.verified for each in found.duty.limits)
    return (found.duty.name[lang()], Cell("", mark=mark, mark_kind=kind), why,
            Cell(found.duty.law, confirmed=sure))  # fmt: skip


explanation = document_of(
    requests,
    lambda found: explanation_document(
        queries.sheet_of(found.algorithm), reference=found.subject,
        received_on=found.received_on, today=timezone.localdate(),
    ),
    name=lambda found: f"explication-{found.subject}",
)  # fmt: skip


@require_safe
@within_authority(Role.READER)
def rules(request: HttpRequest, authority: Authority, kind: str) -> HttpResponse:
    """The rules of the algorithms whose sheet is complete, as a document."""
    if kind not in FORMATS:
        raise Http404
    ready = queries.rows(authority).filter(state="published")
    found = ready.exclude(decision="none").exclude(main="no")
    place = authority.territory.kind if authority.territory else None
    return answer(
        request, authority=authority, kind=kind, name="regles-algorithmes",
        tree=lambda: rules_document(authority.name, place, [*map(queries.sheet_of, found)],
                                    today=timezone.localdate()),
        back=reverse("algorithm_list", args=[authority.slug]),
    )  # fmt: skip


@within_authority(Role.CONTRIBUTOR)
def survey(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Plain questions; what is ticked becomes sheets to complete, in one act."""
    form = UsualForm(request.POST if request.method == "POST" else None, authority)
    if form.is_valid():
        made = [(Algorithm(authority=authority), values) for values in form.records]
        return to_list(algorithms, authority, write(authority, request.user, made))
    return render(request, "catalogue/algorithms/survey.html", {"form": form})
