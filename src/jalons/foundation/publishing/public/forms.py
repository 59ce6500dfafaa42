"""Forms on the public pages: no session, no cookie, no address stored.

Against robots and forms of other sites: a signed token that has its moment, what the browser says
of where the form was sent from, a field that people do not see, and a count by address. The count
is in memory only, under a hash that changes with each process, and forgotten after an hour.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from hashlib import blake2b
from threading import Lock
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import truncate_ip
from django.core import signing
from django.http import HttpRequest

from jalons.foundation.publishing.errors import PublishingError

TOKEN, TRAP = "token", "website"
FASTEST, LASTS = 2, 12 * 3600  # seconds between a page and its form
HOUR, MOST_REMEMBERED = 3600.0, 50_000
_SECRET = secrets.token_bytes(32)


class PublicForm:
    """A family of forms: how many an address, and everybody, may send in an hour.

    ``per_address`` is large enough for a library or a town hall behind one address.
    """

    def __init__(self, name: str, *, per_address: int = 60, in_all: int = 3_000) -> None:
        self._signer = signing.TimestampSigner(salt=f"jalons.public_form.{name}")
        self._per_address, self._in_all = per_address, in_all
        self._sent: OrderedDict[bytes, list[float]] = OrderedDict()
        self._used: OrderedDict[str, float] = OrderedDict()
        self._lock = Lock()

    def token(self) -> str:
        """A new token, for a hidden field named ``TOKEN``."""
        return self._signer.sign(secrets.token_urlsafe(12))

    def check(self, request: HttpRequest) -> str:
        """The token of a form that may be stored; it can be used once.

        Raises ``PublishingError``: ``form_elsewhere``, ``form_robot``, ``form_old``, ``form_fast``,
        ``form_twice``, ``form_flood``. What was typed is still in the request: show it again.
        """
        if _is_from_elsewhere(request):
            raise PublishingError("form_elsewhere")
        if request.POST.get(TRAP):
            raise PublishingError("form_robot")
        token = request.POST.get(TOKEN, "")
        try:
            self._signer.unsign(token, max_age=LASTS)
        except signing.BadSignature:
            raise PublishingError("form_old") from None
        if not self._is_older(token, FASTEST - 1):
            raise PublishingError("form_fast")
        address = truncate_ip(get_adapter(request).get_client_ip(request))
        with self._lock:
            self._count(address, token, time.monotonic())
        return token

    def forget(self) -> None:
        """Forget what was counted (tests)."""
        with self._lock:
            self._sent.clear()
            self._used.clear()

    def _is_older(self, token: str, seconds: int) -> bool:
        try:
            self._signer.unsign(token, max_age=seconds)
        except signing.SignatureExpired:
            return True
        return False

    def _count(self, address: str, token: str, now: float) -> None:
        if token in self._used:
            raise PublishingError("form_twice")
        limits = ((_key(address), self._per_address), (_key(""), self._in_all))
        for key, most in limits:
            self._sent[key] = [at for at in self._sent.get(key, ()) if now - at < HOUR]
            if len(self._sent[key]) >= most:
                raise PublishingError("form_flood")
        for key, _most in limits:
            self._sent[key].append(now)
            self._sent.move_to_end(key)
        self._used[token] = now
        for remembered in (self._sent, self._used):
            if len(remembered) > MOST_REMEMBERED:
                remembered.popitem(last=False)


def _key(address: str) -> bytes:
    """What stands for an address in memory: nothing says which one it was."""
    return blake2b(address.encode(), key=_SECRET, digest_size=12).digest()


def _is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser says that another site sent the form."""
    fetched = request.headers.get("Sec-Fetch-Site", "same-origin")
    if fetched not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("Origin", "")
    return bool(origin) and origin != "null" and urlsplit(origin).netloc != request.get_host()
