"""What an authority shares with other territories: its page, its choices, its folder to carry."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_POST

from jalons.federation.store.rules import kind_label
from jalons.federation.web.sharing import actions, queries
from jalons.federation.web.sharing.models import Repository
from jalons.federation.web.sharing.queries import Listed
from jalons.federation.web.sharing.register import refusal, repositories
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import lang, number_words, short_day_words
from jalons.foundation.digests.links import instance_address
from jalons.foundation.register import writer
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.outcomes import refusal_words
from jalons.foundation.register.views import saved
from jalons.foundation.tasks.views import follow

PER_PAGE = 25
NAMED = 3  # titles of a kind, as examples
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


@require_GET
@within_authority(Role.READER)
def index(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What is shared, until when its signatures are valid, the next step."""
    found = queries.repository_of(authority)
    files = queries.listed(authority) if found.root_digest else []
    page = Paginator(files, PER_PAGE).get_page(request.GET.get("page"))
    may = request.role.allows(Role.ADMINISTRATOR)  # type: ignore[attr-defined]
    return render(request, "federation/sharing/index.html", {
        "found": found, "sentence": queries.sentence(found), "page": page,
        "table": _files(authority, page.object_list, is_open=found.active) if files else None,
        "refusal": "" if found.active else refusal(found),
        "late": queries.late(found, timezone.now()), "now": timezone.now(),
        "address": address_of(authority), "may_edit": may,
        "may_publish": request.role.allows(Role.LEAD),  # type: ignore[attr-defined]
        "carried": default_storage.exists(actions.archive_name(authority)),
    })  # fmt: skip


def address_of(authority: Authority) -> str:
    """Where other territories read what the authority shares; empty on a machine without a name."""
    host = urlsplit(instance_address()).hostname
    return (
        "" if host in LOCAL else instance_address() + reverse("shared_index", args=[authority.slug])
    )


def _files(authority: Authority, files: Any, *, is_open: bool) -> Table:
    columns = (Column(_("File")), Column(_("Kind")), Column(_("Version"), numeric=True),
               Column(_("Made on")), Column(_("State")))  # fmt: skip
    rows = tuple(_row(authority, each, is_open=is_open) for each in files)
    return Table(_("Files of the signed list"), columns, rows)


def _row(authority: Authority, each: Listed, *, is_open: bool) -> tuple[Cell | str, ...]:
    says, url = each.says, ""
    state = Cell("", mark=pgettext("file", "shared"), mark_kind="ok")
    if says.tombstone:
        state = Cell("", mark=pgettext("file", "withdrawn"))
    elif is_open:
        url = reverse("shared_file", args=[authority.slug, each.path])
    return (Cell(says.title, url=url), kind_label(says.kind, lang()), number_words(says.version),
            short_day_words(says.made_on), state)  # fmt: skip


@within_authority(Role.ADMINISTRATOR)
def choose(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Who shares and which kinds, beside what would be shared today. Heavy: files are written."""

    def read() -> Repository:
        return queries.repository_of(authority)

    found = read()
    form, _batch = saved(repositories.form, request, lambda: found if found.is_new else read())
    if form.is_bound and not form.errors:
        if not form.instance.root_digest:
            return follow(actions.start(actions.KEYS, authority, request.user))
        if form.instance.active:
            return follow(actions.start(actions.PUBLISH, authority, request.user))
        messages.success(request, _("Your choices are stored."), "good")
        return redirect("sharing", authority.slug)
    table, refused = _offered(authority)
    shown = {"form": form, "table": table, "refused": refused, "found": found}
    return render(request, "federation/sharing/choose.html", shown,
                  status=422 if form.errors else 200)  # fmt: skip


def _offered(authority: Authority) -> tuple[Table | None, list[tuple[str, str]]]:
    """What is public and may be shared, by kind; what cannot be, with why."""
    from jalons.federation.web.sharing.offered import offered

    what = offered(authority)
    titles: dict[str, list[str]] = {}
    sizes: Counter[str] = Counter()
    for each in what.files.values():
        titles.setdefault(each.kind, []).append(each.title)
        sizes[each.kind] += len(each.content)
    rows = tuple(
        (kind_label(kind, lang()), number_words(len(names)), number_words(sizes[kind] / 1000, 1),
         _examples(names)) for kind, names in titles.items()
    )  # fmt: skip
    columns = (Column(_("Kind")), Column(_("Files"), numeric=True),
               Column(_("Kilobytes"), numeric=True), Column(_("For example")))  # fmt: skip
    note = _("Only what your public page shows today; never the name of a person.")
    table = Table(_("What may be shared today"), columns, rows, note=note) if rows else None
    return table, what.refused


def _examples(names: list[str]) -> str:
    more = len(names) - NAMED
    said = [*names[:NAMED]]
    if more > 0:
        said.append(ngettext("and %(count)s other", "and %(count)s others", more) % {"count": more})
    return ", ".join(said)


def _moved(request: HttpRequest, authority: Authority, step: str) -> bool:
    """Whether a step of the register was taken; else why not is on the next page."""
    found = queries.repository_of(authority)
    if not repositories.move(step).starts_at(found):
        return False
    try:
        writer.move(request.user, found, step)
    except RegisterError as error:
        messages.error(request, refusal_words(error), "bad")
        return False
    return True


@require_POST
@within_authority(Role.ADMINISTRATOR)
def start(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Share with other territories, from now on."""
    if not _moved(request, authority, "start"):
        return redirect("sharing", authority.slug)
    return follow(actions.start(actions.PUBLISH, authority, request.user))


@require_POST
@within_authority(Role.ADMINISTRATOR)
def stop(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Stop sharing: nothing can be read from the next request on."""
    if _moved(request, authority, "stop"):
        text = _("Nothing of you can be read any more. What others read before stays with them.")
        messages.success(request, text, "good")
    return redirect("sharing", authority.slug)


@require_POST
@within_authority(Role.LEAD)
def publish(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Publish now what the daily round would."""
    if not queries.repository_of(authority).active:
        messages.error(request, capfirst(_("nothing is shared: begin to share first.")), "bad")
        return redirect("sharing", authority.slug)
    return follow(actions.start(actions.PUBLISH, authority, request.user))


@within_authority(Role.LEAD)
def carry(request: HttpRequest, authority: Authority) -> HttpResponseBase:
    """The last folder to carry; sent, the form makes a new one."""
    if not queries.repository_of(authority).active:
        return redirect("sharing", authority.slug)
    if request.method == "POST":
        return follow(actions.start(actions.CARRY, authority, request.user))
    name = actions.archive_name(authority)
    if not default_storage.exists(name):
        return redirect("sharing", authority.slug)
    return FileResponse(default_storage.open(name), as_attachment=True,
                        filename=f"partage-{authority.slug}.zip")  # fmt: skip
