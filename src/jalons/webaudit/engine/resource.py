"""What the headers of an answer say of a resource, and what is never stored of its address."""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit, urlunsplit

from jalons.webaudit.engine.measure import Resource
from jalons.webaudit.engine.page import is_third_party

COMPRESSED = frozenset({"gzip", "br", "zstd", "deflate"})
TEXTS = ("javascript", "json", "xml", "text/", "font/ttf", "font/otf", "image/svg")
STATIC = frozenset({"stylesheet", "script", "image", "font", "media"})
OLD_IMAGES = frozenset({"image/jpeg", "image/png", "image/gif", "image/bmp"})
WEEK = 7 * 86400
SMALLEST = 1000  # bytes: packing less gains nothing
_SECRET = re.compile(
    r"(?i)token|secret|pass|pwd|session|sid\b|sig|auth|key|code|jwt|ticket|mail|nonce"
)


def clean_url(url: str) -> str:
    """An address without what opens a session: user and password, secret parameters, fragment.

    >>> clean_url("https://me:pw@ville.fr/a?page=2&token=abc#x")
    'https://ville.fr/a?page=2&token=*'
    """
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return url.split("?", maxsplit=1)[0]
    pairs = (pair.partition("=") for pair in parts.query.split("&"))
    query = (f"{n}=*" if v and _SECRET.search(n) else f"{n}{equal}{v}" for n, equal, v in pairs)
    return urlunsplit((parts.scheme, host, parts.path, "&".join(query), ""))


def redacted(value: Any, secrets: Iterable[str]) -> Any:
    """A value of JSON whose texts no longer show any of the secrets, as typed or in an address."""
    if isinstance(value, str):
        for secret in filter(None, secrets):
            for form in (secret, quote(secret), quote_plus(secret)):
                value = value.replace(form, "*")
    elif isinstance(value, dict):
        return {name: redacted(part, secrets) for name, part in value.items()}
    elif isinstance(value, list | tuple):
        return [redacted(part, secrets) for part in value]
    return value


def is_icon(url: str, icons: Collection[str]) -> bool:
    """Whether a request is for the icon of the tab, which is not counted."""
    return url in icons or urlsplit(url).path == "/favicon.ico"


def cache_seconds(headers: Mapping[str, str]) -> int | None:
    """How long an answer may be used again, in seconds; None when it does not say.

    ``headers`` have names in lower case.
    """
    control = headers.get("cache-control", "").lower()
    if "no-store" in control or "no-cache" in control:
        return 0
    if age := re.search(r"max-age=(\d+)", control):
        return int(age[1])
    try:
        until = parsedate_to_datetime(headers["expires"])
        return max(int((until - parsedate_to_datetime(headers["date"])).total_seconds()), 0)
    except (KeyError, ValueError, TypeError):
        return 0 if "expires" in headers and "date" in headers else None


def resource_of(  # noqa: PLR0913 - one argument per fact of an exchange
    page_url: str,
    url: str,
    *,
    kind: str,
    status: int,
    mime: str,
    headers: Mapping[str, str],
    transferred: int,
    decoded: int | None,
) -> Resource:
    """The resource of an exchange, its address cleaned; sizes in bytes."""
    mime = mime.split(";", maxsplit=1)[0].strip().lower()
    packed = any(c.strip() in COMPRESSED for c in headers.get("content-encoding", "").split(","))
    return Resource(
        url=clean_url(url),
        kind=kind,
        transferred=transferred,
        decoded=decoded,
        status=status,
        mime=mime,
        third_party=is_third_party(page_url, url),
        cache_seconds=cache_seconds(headers),
        compressed=packed if packed or any(text in mime for text in TEXTS) else None,
    )


def packing_gain(resource: Resource, body: bytes) -> int:
    """The bytes saved by packing a text that came as it is; 0 for any other resource."""
    if resource.compressed is not False or len(body) < SMALLEST:
        return 0
    return max(resource.transferred - len(zlib.compress(body)), 0)


def facts_of(resources: Sequence[Resource]) -> dict[str, float | str | bool | None]:
    """What the resources say of the ecodesign of a page, by the names of ``PageMeasure.facts``.

    ``compressed_share``: share of the unpacked bytes of texts that came compressed;
    ``cached_share``: share of static files that may be used again for a week. None without any.
    """
    whole = [r for r in resources if r.status == 200]
    texts = {r: r.decoded or r.transferred for r in whole if r.compressed is not None}
    packed = sum(size for resource, size in texts.items() if resource.compressed)
    static = [(r.cache_seconds or 0) >= WEEK for r in whole if r.kind in STATIC]
    return {
        "font_files": sum(r.kind == "font" for r in whole),
        "images_old_format": sum(r.mime in OLD_IMAGES for r in whole),
        "compressed_share": _share(packed, sum(texts.values())),
        "cached_share": _share(sum(static), len(static)),
        "third_hosts": len({urlsplit(r.url).hostname for r in resources if r.third_party}),
    }


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None
