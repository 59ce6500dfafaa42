"""Where an authority decides what everybody may see."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import error_words
from jalons.foundation.tasks.actions import wait
from jalons.kernel import JalonsError
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.publication import Shelf
from jalons.strategy.web.publication import actions, pages, queries, wording
from jalons.strategy.web.publication.forms import TextsForm
from jalons.strategy.web.publication.places import PAGES, Preview
from jalons.strategy.web.publication.reading import Waiting, waiting
from jalons.strategy.web.publication.shown import chosen, territory

PER_PAGE = 30
READ_PER_PAGE = 10
SHELVES = {
    "engagements": Shelf.COMMITMENTS,
    "actions": Shelf.ACTIONS,
    "indicateurs": Shelf.INDICATORS,
    "documents": Shelf.DOCUMENTS,
    "acteurs": Shelf.ACTORS,
}
SECONDS = 2  # a short export needs no page to wait on


@within_authority(Role.READER)
def overview(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Whether the page is open, what is on it, and how to change that."""
    page = queries.page_of(authority)
    may = request.role.allows(Role.ADMINISTRATOR)  # type: ignore[attr-defined]
    names = pages.titles()
    shelves = [
        (name, names[name], queries.showable(authority, shelf)) for name, shelf in SHELVES.items()
    ]
    held = {str(each.urn) for each in waiting(authority, chosen(page))}
    shown = [
        (name, title, [each for each in rows if each.shown and str(each.urn) not in held])
        for name, title, rows in shelves
    ]
    return render(
        request,
        "strategy/publication/overview.html",
        {
            "page": page,
            "may_edit": may,
            "shelves": [
                (name, title, out[:10], len(out), len(rows))
                for (name, title, out), (_name, _title, rows) in zip(shown, shelves, strict=True)
            ],
            "count": sum(len(out) for _name, _title, out in shown),
            "waiting": len(held),
            "exported": may and default_storage.exists(actions.archive_name(authority)),
        },
    )


@within_authority(Role.ADMINISTRATOR)
def texts(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The introduction and the contact of the page."""
    page = queries.page_of(authority)
    form = TextsForm(request.POST or None, instance=page)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in actions.TEXTS}
        actions.write_texts(authority=authority, user=request.user, values=values)
        messages.success(request, _("The texts of the public page are saved."))
        return redirect("publication", authority.slug)
    status = 422 if form.errors else 200
    return render(request, "strategy/publication/texts.html", {"form": form}, status=status)


@within_authority(Role.ADMINISTRATOR)
def choose(request: HttpRequest, authority: Authority, name: str) -> HttpResponse:
    """What is shown of a family, one box per object."""
    if name not in SHELVES:
        raise Http404
    found = queries.showable(authority, SHELVES[name])
    asked = (request.POST or request.GET).get("page")
    page = Paginator(found, PER_PAGE).get_page(asked)
    if request.method == "POST":
        changed = actions.choose(
            authority=authority,
            user=request.user,
            shelf=SHELVES[name],
            offered=request.POST.getlist("offered"),
            chosen=request.POST.getlist("chosen"),
        )
        said = ngettext("%(count)s choice changed.", "%(count)s choices changed.", changed)
        messages.success(request, said % {"count": changed})
        held = waiting(authority, chosen(queries.page_of(authority)))
        return redirect("publication_read" if held else "publication", authority.slug)
    context = {"page": page, "title": pages.titles()[name], "name": name}
    return render(request, "strategy/publication/choose.html", context)


@within_authority(Role.ADMINISTRATOR)
def read(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The texts a person must read before they go out, with the words that look like somebody."""
    if request.method == "POST":
        digests = dict(each.rsplit(" ", 1) for each in request.POST.getlist("read") if " " in each)
        done, late = actions.agree(authority=authority, user=request.user, read=digests)
        said = ngettext("%(count)s text read.", "%(count)s texts read.", done)
        messages.success(request, said % {"count": done})
        if late:
            said = ngettext(
                "%(count)s text changed meanwhile: read it again.",
                "%(count)s texts changed meanwhile: read them again.",
                late,
            )
            messages.warning(request, said % {"count": late})
    held = waiting(authority, chosen(queries.page_of(authority)))
    if not held:
        return redirect("publication", authority.slug)
    page = Paginator(held, READ_PER_PAGE).get_page(request.GET.get("page"))
    rows = [(each, wording.why(each), _edit(authority, each)) for each in page]
    context = {"page": page, "rows": rows, "total": len(held)}
    return render(request, "strategy/publication/read.html", context)


def _edit(authority: Authority, each: Waiting) -> str:
    """Where the text of an object is changed; "" when it is frozen."""
    if each.shelf == Shelf.ACTIONS:
        return reverse("roadmap_action_edit", args=[authority.slug, each.urn.id])
    if each.shelf == Shelf.ACTORS:
        return reverse("actor_edit", args=[authority.slug, each.urn.id])
    if each.shelf == Shelf.INDICATORS:
        return reverse("indicator_page", args=[authority.slug, each.urn.id])
    return ""


@within_authority(Role.READER)
def preview(request: HttpRequest, authority: Authority, name: str) -> HttpResponse:
    """A public page as everybody would see it."""
    if name not in PAGES:
        raise Http404
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    shown = territory(queries.page_of(authority))
    text = pages.render(shown, name, number, Preview(authority.slug), preview=True)
    return HttpResponse(text, headers={"X-Robots-Tag": "noindex", "Cache-Control": "no-store"})


@within_authority(Role.ADMINISTRATOR)
@require_POST
def open_page(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Open the page to everybody."""
    try:
        actions.open_to_everybody(authority=authority, user=request.user)
    except (AccountsError, StrategyError) as error:
        return _refused(request, authority, error)
    messages.success(request, _("The public page is open."))
    return redirect("publication", authority.slug)


@within_authority(Role.ADMINISTRATOR)
@require_POST
def close_page(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Close the page, at once."""
    actions.close(authority=authority, user=request.user)
    messages.success(request, _("The public page is closed: nobody sees it any more."))
    return redirect("publication", authority.slug)


@within_authority(Role.ADMINISTRATOR)
def export(request: HttpRequest, authority: Authority) -> HttpResponseBase:
    """The last export as a ZIP file; sent, the form makes a new one."""
    if request.method == "POST":
        try:
            job = actions.start_export(authority=authority, user=request.user)
        except (AccountsError, StrategyError) as error:
            return _refused(request, authority, error)
        wait(job=job, seconds=SECONDS)
        return redirect("job", authority.slug, job.pk)
    name = actions.archive_name(authority)
    if not queries.page_of(authority).is_open or not default_storage.exists(name):
        return redirect("publication", authority.slug)
    return FileResponse(
        default_storage.open(name),
        as_attachment=True,
        filename=f"page-publique-{authority.slug}.zip",
    )


def _refused(request: HttpRequest, authority: Authority, error: JalonsError) -> HttpResponse:
    messages.error(request, error_words(error))
    return redirect("publication", authority.slug)
