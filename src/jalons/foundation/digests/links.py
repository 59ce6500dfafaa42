"""The signed link that stops the mails of a digest without an account."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.digests.digest import Digest


def instance_address() -> str:
    """The public address of this instance, without the last slash."""
    written = str(settings.OPTIONS["ADDRESS"]).rstrip("/")
    scheme = "https" if settings.OPTIONS["HTTPS"] else "http"
    return written or f"{scheme}://{settings.OPTIONS['HOSTS'][0].lstrip('*.')}"


def _signer(digest: Digest[Any]) -> Signer:
    return Signer(salt=f"jalons.{digest.name}")


def leave_path(digest: Digest[Any], authority: Authority, user: User) -> str:
    """The path that stops the mails of a digest to a person; it never expires."""
    return reverse(digest.leave, args=[_signer(digest).sign(f"{authority.pk}.{user.pk}")])


def read_token(digest: Digest[Any], token: str) -> tuple[Authority, User] | None:
    """Whose mails a link stops; None when it is forged, of another digest, or they are no more."""
    try:
        owner, _, person = _signer(digest).unsign(token).partition(".")
        authority = Authority.objects.filter(pk=int(owner)).first()
        user = User.objects.filter(pk=int(person)).first()
    except (BadSignature, ValueError):
        return None
    return (authority, user) if authority and user else None
