"""The page that searches, the collections and their documents."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.web.search import actions, queries
from jalons.ailibrary.web.search.forms import LONGEST, BringForm, QuestionForm
from jalons.ailibrary.web.search.models import Corpus, CorpusDocument
from jalons.ailibrary.web.search.register import corpora, day, documents, state
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import error_words, number_words
from jalons.foundation.register import pages
from jalons.foundation.register.views import record
from jalons.foundation.tasks.views import follow

MOST_RANK = 100


@require_safe
@within_authority(Role.READER)
def search(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Passages for a question: quotes of documents, never a text written by a machine."""
    form = QuestionForm(request.GET, authority)
    context: dict[str, Any] = {
        "form": form, "corpus": form.corpus, "suspended": not queries.may_search(authority),
        "may_write": pages.allows(request, Role.CONTRIBUTOR), "figure": queries.figure(authority),
    }  # fmt: skip
    if form.corpus and form.is_bound and form.is_valid() and not context["suspended"]:
        question = form.cleaned_data["q"]
        context |= {"q": question, **_answered(form.corpus, question)}
    return render(request, "ailibrary/search/search.html", context)


def _answered(corpus: Corpus, question: str) -> dict[str, Any]:
    try:
        answer, shown = queries.found(corpus, question)
    except AIError as error:
        return {"problem": error_words(error)}
    counted = ngettext("%(count)s passage", "%(count)s passages", len(shown)) % {
        "count": number_words(len(shown))
    }
    return {"answer": answer, "shown": [(each, day(each.document)) for each in shown],
            "counted": counted, "unknown": ", ".join(answer.unknown),
            "respelled": [(word, ", ".join(near)) for word, near in answer.respelled]}  # fmt: skip


@require_POST
@within_authority(Role.CONTRIBUTOR)
def remark(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """What a person says of a passage: useful or not."""
    found = pages.record_or_404(documents, authority, pk)
    question = request.POST.get("q", "").strip()[:LONGEST]
    page, rank = (_number(request.POST.get(name, "")) for name in ("page", "rang"))
    if question:
        useful = request.POST.get("utile") == "oui"
        actions.remark(found, question, page or None, min(rank, MOST_RANK), is_useful=useful)
        messages.success(request, _("Thank you: it is counted on the card of the search."), "good")
    back = urlencode({"q": question, "dans": str(found.corpus_id)})
    return redirect(f"{reverse('passage_search', args=[authority.slug])}?{back}")


def _number(text: str) -> int:
    return int(text[:6]) if text[:6].isascii() and text[:6].isdecimal() else 0


def _of_corpus(_request: HttpRequest, found: Corpus) -> dict[str, Any]:
    """What the page of a collection adds: its documents, those that nobody can find."""
    rows = queries.documents(found.authority).filter(corpus=found)
    unread = rows.filter(state=CorpusDocument.State.UNREAD)
    slug, job = found.authority.slug, queries.job_of(found)
    return {
        "counted": queries.documents_words(rows.count()),
        "waiting": rows.filter(state=CorpusDocument.State.WAITING).count(),
        "unread": [(each, error_words(each.why) if each.why else "") for each in unread[:25]],
        "unread_count": unread.count(),
        "job_url": reverse("job", args=[slug, job.pk]) if job and job.is_active else "",
        "documents_url": f"{reverse('corpus_document_list', args=[slug])}?corpus={found.pk}",
        "bring_url": reverse("corpus_bring", args=[slug, found.pk]),
        "search_url": f"{reverse('passage_search', args=[slug])}?dans={found.pk}",
    }


corpus = record(corpora, _of_corpus)


def _of_document(_request: HttpRequest, found: CorpusDocument) -> dict[str, Any]:
    """What the page of a document adds: its file, what was read of it, or why not."""
    facts = [
        (pgettext("documents", "Collection"), str(found.corpus)),
        (_("State"), state(found).mark),
    ]
    known = ((_("Date"), day(found)), (_("Subject"), found.subject),
             (_("Pages"), number_words(found.pages) if found.pages else ""),
             (_("Passages"), number_words(found.passages) if found.passages else ""),
             (_("File"), found.file_name))  # fmt: skip
    return {
        "facts": [*facts, *((label, value) for label, value in known if value)],
        "why": error_words(found.why) if found.why else "",
        "file_url": reverse("corpus_document_file", args=[found.authority.slug, found.pk]),
    }


document = record(documents, _of_document)


@require_safe
@within_authority(Role.CONTRIBUTOR)
def new(_request: HttpRequest, authority: Authority) -> HttpResponse:
    """A document comes into a collection: the only one, or one that people choose."""
    found = list(queries.corpora(authority)[:2])
    if len(found) != 1:
        return redirect("corpus_list", authority.slug)
    return redirect("corpus_bring", authority.slug, found[0].pk)


@within_authority(Role.CONTRIBUTOR)
def bring(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Documents that come: stored at once, read in the worker."""
    found = pages.record_or_404(corpora, authority, pk)
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            brought, job = actions.bring(request.user, found, form.cleaned_data["documents"])
        except AccountsError as error:
            form.add_error("documents", str(error))
        else:
            for name in brought.known[:5]:
                messages.info(request, _("“%(name)s” is there already.") % {"name": name})
            return follow(job) if job else redirect("corpus", authority.slug, pk)
    back = pages.url_of(corpora, found)
    return pages.render(corpora, request, "bring", form=form, record=found, back=back,
                        trail=(str(found), back, _("Bring documents")))  # fmt: skip


@require_safe
@within_authority(Role.READER)
def file(_request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponseBase:
    """The file of a document under its own name; a browser saves it and never shows it."""
    found = pages.record_or_404(documents, authority, pk)
    try:
        stream = found.file.open("rb")
    except (ValueError, FileNotFoundError):
        raise Http404 from None
    answer = FileResponse(stream, as_attachment=True, filename=found.file_name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
