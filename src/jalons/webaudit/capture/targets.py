"""Which addresses may be visited: public ones, unless the person who audits allows their own."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from jalons.kernel.network.addresses import is_public
from jalons.webaudit.engine.errors import WebAuditError


def check(url: str, allow_private: bool = False) -> None:  # noqa: FBT001, FBT002
    """Refuse what is not a web address and, unless allowed, what answers on a private one.

    A name that cannot be resolved is left to the browser to report. Raises ``WebAuditError``:
    ``url_invalid``, ``private_address``.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise WebAuditError("url_invalid", url=url) from None
    if parts.scheme not in ("http", "https") or not host:
        raise WebAuditError("url_invalid", url=url)
    if allow_private:
        return
    try:
        answers = socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return
    if any(is_private(str(answer[4][0])) for answer in answers):
        raise WebAuditError("private_address", host=host)


def is_private(address: str) -> bool:
    """Whether an IP address is not one of the public network; an unreadable one is."""
    try:
        return not is_public(ipaddress.ip_address(address.strip("[]").split("%")[0]))
    except ValueError:
        return True
