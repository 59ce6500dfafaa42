"""Codes that name nobody, and hashes of texts, by secrets that the base does not have."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from jalons.foundation.accounts.models import Authority, User

type Person = User | AnonymousUser | None


def secret_of(authority: Authority, purpose: str) -> bytes:
    """A secret of an authority for a purpose: who reads the base cannot compute it."""
    about = f"jalons.ailibrary.queue.{purpose}.{authority.pk}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), about, hashlib.sha256).digest()


def code_of(authority: Authority, user: Person) -> str:
    """A person as the chain writes them: always the same code, which names nobody."""
    who = str(user.pk) if isinstance(user, User) else "visitor"
    return hmac.new(secret_of(authority, "people"), who.encode(), hashlib.sha256).hexdigest()[:16]


def digest_of_text(authority: Authority, text: str) -> str:
    """The hash of a text that stays when the text is erased: a short text cannot be guessed."""
    return hmac.new(secret_of(authority, "texts"), text.encode(), hashlib.sha256).hexdigest()
