"""Secrets that travel in addresses: made, recognised, never stored in clear."""

from __future__ import annotations

import hashlib
import secrets

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.models import Invitation

_INVITATION = Signer(salt="jalons.accounts.invitation")


def new_secret() -> str:
    """192 random bits, fit for an address."""
    return secrets.token_urlsafe(24)


def digest(secret: str) -> str:
    """What the database keeps of a secret: enough to recognise it, not to make it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def invitation_token(invitation: Invitation) -> str:
    """The signed name of an invitation; an administrator may show it again at any time."""
    return _INVITATION.sign(str(invitation.pk))


def invitation_path(invitation: Invitation) -> str:
    """The path of the page that accepts an invitation."""
    return reverse("accept_invitation", args=[invitation_token(invitation)])


def read_invitation_token(token: str) -> int:
    """The key of the invitation named by ``token``.

    Raises ``AccountsError`` (``link_unknown``) when it is forged or cut.
    """
    try:
        return int(_INVITATION.unsign(token))
    except (BadSignature, ValueError) as error:
        raise AccountsError("link_unknown") from error
