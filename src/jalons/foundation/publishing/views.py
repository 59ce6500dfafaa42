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
from jalons.foundation.publishing import actions, queries
from jalons.foundation.publishing.addresses import Preview
from jalons.foundation.publishing.declaration import Shelf, shelf_named, shelves
from jalons.foundation.publishing.errors import PublishingError
from jalons.foundation.publishing.forms import TextsForm
from jalons.foundation.publishing.output import pages
from jalons.foundation.publishing.output.public_snapshot import chosen, territory
from jalons.foundation.publishing.public.views import page_number
from jalons.foundation.publishing.review import words
from jalons.foundation.publishing.review.reading import Waiting, waiting
from jalons.foundation.tasks.actions import wait
from jalons.kernel import JalonsError

PER_PAGE = 30
LISTED = 10  # objects of a shelf on the overview
READ_PER_PAGE = 10
SECONDS = 2  # a short export needs no page to wait on


@within_authority(Role.READER)
def overview(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Whether the page is open, what is on it, and how to change that."""
    page = queries.page_of(authority)
    may = request.role.allows(Role.ADMINISTRATOR)  # type: ignore[attr-defined]
    unread = {each.item.urn for each in waiting(chosen(page))}
    rows = [(shelf, queries.showable(authority, shelf)) for shelf in shelves()]
    public = [
        [each for each in row if each.shown and each.urn not in unread] for _shelf, row in rows
    ]
    return render(
        request,
        "publishing/overview.html",
        {
            "page": page,
            "may_edit": may,
            "shelves": [
                (shelf.name, shelf.title, out[:LISTED], len(out), len(row))
                for (shelf, row), out in zip(rows, public, strict=True)
            ],
            "count": sum(map(len, public)),
            "waiting": len(unread),
            "exported": may and default_storage.exists(actions.archive_name(authority)),
            "inside": [str(each.inside) for each in shelves() if each.inside],
            "related": [page for each in shelves() for page in each.related],
        },
    )


@within_authority(Role.ADMINISTRATOR)
def texts(request: HttpRequest, authority: Authority) -> HttpResponse:
    page = queries.page_of(authority)
    form = TextsForm(request.POST or None, instance=page)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in actions.TEXTS}
        actions.write_texts(authority=authority, user=request.user, values=values)
        messages.success(request, _("The texts of the public page are saved."))
        return redirect("publication", authority.slug)
    status = 422 if form.errors else 200
    return render(request, "publishing/texts.html", {"form": form}, status=status)


@within_authority(Role.ADMINISTRATOR)
def choose(request: HttpRequest, authority: Authority, name: str) -> HttpResponse:
    """What is shown of a family, one box per object."""
    shelf = _shelf(name)
    number = (request.POST or request.GET).get("page")
    page = Paginator(queries.showable(authority, shelf), PER_PAGE).get_page(number)
    if request.method == "POST":
        changed = actions.choose(
            authority=authority,
            user=request.user,
            shelf=shelf,
            offered=request.POST.getlist("offered"),
            chosen=request.POST.getlist("chosen"),
        )
        said = ngettext("%(count)s choice changed.", "%(count)s choices changed.", changed)
        messages.success(request, said % {"count": changed})
        unread = waiting(chosen(queries.page_of(authority)))
        return redirect("publication_read" if unread else "publication", authority.slug)
    context = {"page": page, "title": shelf.title, "name": name}
    return render(request, "publishing/choose.html", context)


def _shelf(name: str) -> Shelf:
    if shelf := shelf_named(name):
        return shelf
    raise Http404


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
    unread = waiting(chosen(queries.page_of(authority)))
    if not unread:
        return redirect("publication", authority.slug)
    page = Paginator(unread, READ_PER_PAGE).get_page(request.GET.get("page"))
    rows = [(each, words.why(each), _edit(authority, each)) for each in page]
    context = {"page": page, "rows": rows, "total": len(unread)}
    return render(request, "publishing/read.html", context)


def _edit(authority: Authority, each: Waiting) -> str:
    """Where the text of an object is changed; "" when it is frozen."""
    page = each.shelf.reading.edit
    return reverse(page, args=[authority.slug, each.item.urn.id]) if page else ""


@within_authority(Role.READER)
def preview(request: HttpRequest, authority: Authority, name: str) -> HttpResponse:
    if name not in pages.titles():
        raise Http404
    snapshot = territory(queries.page_of(authority))
    addresses = Preview(authority.slug)
    text = pages.render(snapshot, name, page_number(request), addresses, preview=True)
    return HttpResponse(text, headers={"X-Robots-Tag": "noindex", "Cache-Control": "no-store"})


@within_authority(Role.ADMINISTRATOR)
@require_POST
def open_page(request: HttpRequest, authority: Authority) -> HttpResponse:
    try:
        actions.open_to_everybody(authority=authority, user=request.user)
    except (AccountsError, PublishingError) as error:
        return _refused(request, authority, error)
    messages.success(request, _("The public page is open."))
    return redirect("publication", authority.slug)


@within_authority(Role.ADMINISTRATOR)
@require_POST
def close_page(request: HttpRequest, authority: Authority) -> HttpResponse:
    actions.close(authority=authority, user=request.user)
    messages.success(request, _("The public page is closed: nobody sees it any more."))
    return redirect("publication", authority.slug)


@within_authority(Role.ADMINISTRATOR)
def export(request: HttpRequest, authority: Authority) -> HttpResponseBase:
    """The last export as a ZIP file; sent, the form makes a new one."""
    if request.method == "POST":
        try:
            job = actions.start_export(authority=authority, user=request.user)
        except (AccountsError, PublishingError) as error:
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
