"""The pages of the statutory documents."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Tab
from jalons.foundation.design.lookups import or_404, whole_number
from jalons.foundation.design.page_language import error_words, lang
from jalons.foundation.documents.tree import DocumentError
from jalons.foundation.register.pages import allows, offered, open_moves
from jalons.foundation.register.views import in_trash, saved, to_record
from jalons.kernel import JalonsError
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.statutory.decree import DocumentKind, coverage
from jalons.strategy.store import decree
from jalons.strategy.web.statutory import actions, document_building, pages, queries
from jalons.strategy.web.statutory.forms import ReasonsForm, TemplateForm, TextForm
from jalons.strategy.web.statutory.models import StatutoryDocument
from jalons.strategy.web.statutory.register import documents, templates

UNPROCESSABLE = 422


def find(authority: Authority, pk: UUID) -> StatutoryDocument:
    return or_404(queries.document(authority, pk))


@within_authority(Role.READER)
def overview(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The documents of a year: where each stands, what it answers, when it is due."""
    today = timezone.localdate()
    years = pages.years(authority, today)
    requested = whole_number(request.GET.get("annee"))
    year = requested if requested in years else today.year
    rows = pages.rows(authority, year, today)
    return render(
        request,
        "strategy/statutory/overview.html",
        {
            "year": str(year),  # a name, not a number to be grouped
            "years": [Tab(str(each), f"?annee={each}", current=each == year) for each in years],
            "rows": rows,
            "headline": pages.headline(rows, year),
            "next": pages.next_row(rows),
            "done": offered(documents, request),
            "template": queries.template(authority),
        },
    )


@within_authority(Role.CONTRIBUTOR)
@require_POST
def new(request: HttpRequest, authority: Authority) -> HttpResponse:
    kind, year = request.POST.get("kind", ""), or_404(whole_number(request.POST.get("year")))
    if kind not in set(DocumentKind):
        raise Http404
    try:
        made = actions.start(
            authority=authority, user=request.user, kind=DocumentKind(kind), year=year
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages), "bad")
        return redirect("documents", authority.slug)
    return redirect("document", authority.slug, made.pk)


@within_authority(Role.READER)
def document(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A document: its parts, the checklist of the decree, and what can be done with it."""
    document = queries.document(authority, pk)
    if document is None:
        return in_trash(documents, request, pk)
    today = timezone.localdate()
    found = (
        None
        if document.is_signed
        else document_building.written_now(document, today=today, lang=lang())
    )
    tree = found.tree if found else document_building.tree_of(document, today=today, lang=lang())
    ticks = found.ticks if found else document_building.signed_ticks(document)
    earlier = queries.signed_before(authority, document.year, (DocumentKind(document.kind),))
    return render(
        request,
        "strategy/statutory/document.html",
        {
            "document": document,
            "title": str(document),
            "done": offered(documents, request),
            "moves": open_moves(documents, request, document),
            "may_delete": allows(request, documents.delete) and not document.is_signed,
            "state": pages.state_words(document),
            "mark": pages.mark(document),
            "answered": pages.answered_words(coverage(ticks)),
            "parts": pages.part_rows(found) if found else (),
            "checklist": pages.checklist(ticks, pages.title_urls(document, tree))
            if ticks
            else None,
            "formats": pages.FORMAT_WORDS.items(),
            "earlier": earlier,
            "about": pages.subjects(document),
            "lacks": pages.lacks(document, today),
            "optional": any(tick.item.optional for tick in ticks),
        },
    )


@within_authority(Role.CONTRIBUTOR)
def domains(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Why optional items of the decree are left out, each in the words of the authority."""
    document = find(authority, pk)
    items = [e for e in decree().items_of(DocumentKind(document.kind)) if e.optional]
    if document.is_signed or not items:
        return redirect("document", authority.slug, pk)
    form, batch = saved(partial(ReasonsForm, items=items), request, lambda: find(authority, pk))
    if form.is_bound and not form.errors:
        return to_record(documents, document, batch)
    words = {"document": document, "document_title": str(document), "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "strategy/statutory/domains.html", words, status=status)


@within_authority(Role.CONTRIBUTOR)
def part(request: HttpRequest, authority: Authority, pk: UUID, part: str) -> HttpResponse:
    """The generated content of a part, and the text people add to it."""
    document = find(authority, pk)
    if document.is_signed:
        return redirect("document", authority.slug, pk)
    try:
        sheet = decree().part(DocumentKind(document.kind), part)
    except StrategyError as error:
        raise Http404(str(error)) from error
    form, batch = saved(partial(TextForm, part=sheet), request, lambda: find(authority, pk))
    if form.is_bound and not form.errors:
        following = "" if "stay" in request.POST else pages.part_after(document, part)
        if following:
            return redirect("document_part", authority.slug, pk, following)
        return to_record(documents, document, batch)
    found = document_building.written_now(document, today=timezone.localdate(), lang=lang())
    built = next(each.built for each in found.parts if each.planned.id == part)
    words = {
        "document": document,
        "document_title": str(document),
        "title": sheet.title.to(lang()),
        "form": form,
        "generated": pages.part_html(found, part),
        "missing": built.missing,
        "last": not pages.part_after(document, part),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "strategy/statutory/part.html", words, status=status)


@within_authority(Role.READER)
def preview(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The document as it reads, a few parts at a time."""
    document = find(authority, pk)
    tree = document_building.tree_of(document, today=timezone.localdate(), lang=lang())
    shown = pages.preview_pages(tree)
    rank = min(whole_number(request.GET.get("page")) or 1, max(1, len(shown)))
    return render(
        request,
        "strategy/statutory/preview.html",
        {
            "document": document,
            "title": tree.title,
            "subject": tree.subject,
            "content": pages.preview_page(document, shown, rank),
            "rank": rank,
            "count": len(shown),
            "may_sign": allows(request, Role.LEAD),
        },
    )


@within_authority(Role.READER)
def compare(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The differences between a document and that of an earlier year."""
    document = find(authority, pk)
    earlier = or_404(
        queries.signed_before(authority, document.year, (DocumentKind(document.kind),))
    )
    today = timezone.localdate()
    before, after = (
        document_building.tree_of(each, today=today, lang=lang()) for each in (earlier, document)
    )
    return render(
        request,
        "strategy/statutory/compare.html",
        {
            "document": document,
            "title": str(document),
            "earlier": str(earlier),
            "differences": pages.differences(before, after),
        },
    )


@within_authority(Role.LEAD)
def sign(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    document = find(authority, pk)
    if document.state != StatutoryDocument.State.REVIEW:
        return redirect("document", authority.slug, pk)
    if request.method == "POST":
        try:
            actions.sign(
                document=document,
                user=request.user,
                today=timezone.localdate(),
                lang=lang(),
                version=whole_number(request.POST.get("version")) or 0,
            )
        except JalonsError as error:
            messages.error(request, str(error), "bad")
            return redirect("document_sign", authority.slug, pk)
        messages.success(request, _("The document is signed off: it will always say the same."))
        return redirect("document", authority.slug, pk)
    found = document_building.written_now(document, today=timezone.localdate(), lang=lang())
    missing = [tick.item.text.to(lang()) for tick in found.ticks if not tick.answered]
    words = {"document": document, "title": str(document), "missing": missing}
    return render(request, "strategy/statutory/sign.html", words)


# The Word template --------------------------------------------------------------------------------


@heavy
@within_authority(Role.LEAD)
def template(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The Word template in force, and the place to drop one; its mistakes are explained."""
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            actions.add_template(
                authority=authority, user=request.user, name=file.name, content=file.read()
            )
        except DocumentError as error:
            form.add_error("file", error_words(error))
        except AccountsError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("Your next Word files will use this template."))
            return redirect("documents", authority.slug)
    words = {
        "form": form,
        "template": queries.template(authority),
        "fields": FIELDS,
        "done": offered(templates, request),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "strategy/statutory/template.html", words, status=status)


FIELDS = ("{{titre}}", "{{collectivite}}", "{{sujet}}", "{{date}}", "{{contenu}}")
