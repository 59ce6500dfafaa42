"""Our settings of allauth: sign-up, OpenID Connect, second factors."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts import queries
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.sign_up import standing

if TYPE_CHECKING:
    import requests


class AccountAdapter(DefaultAccountAdapter):
    """Local accounts: an e-mail address and a password, no user name."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether this visitor may create an account: with an invitation where one is needed."""
        return standing.mode() != standing.INVITATION or _invited(_following(request))

    def clean_email(self, email: str) -> str:
        """The address; where an invitation is needed, only the one that was invited."""
        email = super().clean_email(email)
        request = allauth_context.request
        match = request.resolver_match if request is not None else None
        signs_up = match is not None and match.url_name == "account_signup"
        needs_one = standing.mode() == standing.INVITATION and request is not None and signs_up
        if needs_one and not _invited(_following(request), email):
            raise ValidationError(_("The invitation was made for another address."))
        return email

    def format_email_subject(self, subject: str) -> str:
        """The subject, prefixed by the name of the product."""
        return f"[Jalons] {subject}"


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Accounts of the OpenID Connect provider: ProConnect, or the authority's own."""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """The new person, named as the provider says (ProConnect: first and usual name)."""
        user = super().populate_user(request, sociallogin, data)
        extra = sociallogin.account.extra_data or {}
        claims = extra.get("userinfo", extra)
        parts = (claims.get("given_name"), claims.get("usual_name") or claims.get("family_name"))
        user.name = (claims.get("name") or " ".join(part for part in parts if part))[:150]
        return user

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002  (allauth's signature)
        """Whether this person may create an account, by the same rule as with a password."""
        following = str(sociallogin.state.get("next") or "")
        address = str(sociallogin.user.email or "")
        return standing.mode() != standing.INVITATION or _invited(following, address)

    def get_requests_session(self) -> requests.Session:
        """The client that talks to the provider, and reads user information sent as a JWT."""
        session: requests.Session = super().get_requests_session()  # type: ignore[no-untyped-call]  # allauth
        session.hooks["response"].append(_unwrap_user_information)
        return session


def _following(request: HttpRequest) -> str:
    """The page to go to after the sign-up."""
    return request.POST.get("next") or request.GET.get("next") or ""


def _invited(following: str, email: str = "") -> bool:
    """Whether the next page is a pending invitation, for ``email`` if one is passed."""
    try:
        match = resolve(urlsplit(following).path)
        if match.url_name != "accept_invitation":
            return False
        invitation = queries.invitation_of(token=match.kwargs["token"], now=timezone.now())
    except (Resolver404, AccountsError):
        return False
    return not email or invitation.email.lower() == email.lower()


def _unwrap_user_information(
    response: requests.Response, *_args: object, **_kwargs: object
) -> requests.Response:
    """The answer, its claims in plain JSON when they came as a signed JWT.

    OpenID Connect Core 1.0 §5.3.2 allows both; allauth reads JSON only. The signature adds nothing
    here: the answer comes straight from the provider over TLS (§3.1.3.7 says so of the ID token);
    over plain http it is left unread.
    """
    parts = response.content.split(b".")
    is_jwt = response.headers.get("Content-Type", "").startswith("application/jwt")
    if is_jwt and len(parts) == 3 and response.url.startswith("https://"):
        padded = parts[1] + b"=" * (-len(parts[1]) % 4)
        response._content = base64.urlsafe_b64decode(padded)  # noqa: SLF001  (no public way)
        response.headers["Content-Type"] = "application/json"
    return response


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: codes of a telephone, passkeys, recovery codes.

    Their secrets are encrypted with a key drawn from that of the instance, so that a stolen copy of
    the database alone does not open the second door.
    """

    def encrypt(self, text: str) -> str:
        """The text as the database stores it, encrypted."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text in clear."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site, as the browser shows it when a passkey is made."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Jalons"}


def _cipher() -> Fernet:
    key = hashlib.sha256(b"jalons.accounts.mfa" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
