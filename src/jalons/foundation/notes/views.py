"""What members do with the notes of an object: add, delete, put back. Rooms mount these views."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.notes import actions, queries
from jalons.foundation.notes.forms import NoteForm
from jalons.foundation.notes.models import Note
from jalons.foundation.notes.pages import ANCHOR, JUST_DELETED, Noted

type Find = Callable[..., Noted]
type Show = Callable[..., HttpResponse]


def urls_of(page: str, route: str, *, find: Find, show: Show) -> list[URLPattern]:
    """The addresses of the notes of a kind of objects.

    ``page`` is the URL name of the page of an object and ``route`` its address. ``find`` returns
    the object from the authority and the parameters of the route, or raises ``Http404``; ``show``
    shows its page again with a form that has errors.
    """

    @require_POST
    @within_authority(Role.CONTRIBUTOR)
    def add(request: HttpRequest, authority: Authority, **key: Any) -> HttpResponse:
        form = NoteForm(request.POST)
        if not form.is_valid():
            return show(request, authority, form, **key)
        return _add(request, find(authority, **key), form.cleaned_data["text"])

    @require_POST
    @within_authority(Role.CONTRIBUTOR)
    def delete(request: HttpRequest, authority: Authority, note: int, **key: Any) -> HttpResponse:
        return _delete(request, find(authority, **key), note)

    @require_POST
    @within_authority(Role.CONTRIBUTOR)
    def restore(request: HttpRequest, authority: Authority, note: int, **key: Any) -> HttpResponse:
        return _restore(request, find(authority, **key), note)

    return [
        path(f"{route}notes/", add, name=f"{page}_note"),
        path(f"{route}notes/<int:note>/supprimer/", delete, name=f"{page}_note_delete"),
        path(f"{route}notes/<int:note>/restaurer/", restore, name=f"{page}_note_restore"),
    ]


def _add(request: HttpRequest, noted: Noted, text: str) -> HttpResponse:
    actions.add(
        authority=noted.authority,
        user=request.user,
        about=noted.about,
        label=noted.label,
        text=text,
    )
    messages.success(request, _("The note is saved."))
    return redirect(noted.url())


def _delete(request: HttpRequest, noted: Noted, key: int) -> HttpResponse:
    """Move a note to the trash; the page offers to put it back. Deleted already: nothing more."""
    note = _note_or_404(noted, key)
    actions.delete(note=note, user=request.user, label=noted.label, now=timezone.now())
    return redirect(f"{noted.url()}?{JUST_DELETED}={key}#{ANCHOR}")


def _restore(request: HttpRequest, noted: Noted, key: int) -> HttpResponse:
    note = _note_or_404(noted, key)
    if actions.restore(note=note, user=request.user, label=noted.label):
        messages.success(request, _("The note is back."))
    else:
        messages.info(request, _("There is nothing to undo."))
    return redirect(f"{noted.url()}#{ANCHOR}")


def _note_or_404(noted: Noted, key: int) -> Note:
    """A note on an object, in its trash or not."""
    for rows in (queries.notes, queries.deleted):
        if found := rows(noted.authority, noted.about).filter(pk=key).first():
            return found
    raise Http404
