"""Warnings at the top of every page of an authority: approval, quota."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.foundation.accounts.files.quotas import is_nearly_full
from jalons.foundation.accounts.models import Authority

Standing = Authority.Standing


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence, and the page that says what to do."""

    text: str
    url: str = ""
    label: str = ""


def notices(authority: Authority) -> list[Notice]:
    """The notices of an authority: while it waits for its approval or was refused it,
    while it is read-only, and while little room is left for its files.
    """
    found = _of_standing(authority)
    if authority.is_read_only:
        text = _("This workspace is read only: nothing can be changed.")
        reason = authority.read_only_reason
        found.append(Notice(f"{text} {reason}".strip()))
    if is_nearly_full(authority):
        page = reverse("stored_files", args=[authority.slug])
        found.append(Notice(_("Little room is left for your files."), page, _("See the files")))
    return found


def _of_standing(authority: Authority) -> list[Notice]:
    if authority.kind == Authority.Kind.TRIAL:
        return []
    page = reverse("approval", args=[authority.slug])
    if authority.standing == Standing.WAITING:
        text = _("This workspace waits for its approval: work as you like, nothing is public.")
        return [Notice(text, page, _("What to do"))]
    if authority.standing == Standing.REFUSED:
        text = _("This workspace was not approved: nothing of it is public.")
        return [Notice(text, page, _("Why, and what to do"))]
    return []
