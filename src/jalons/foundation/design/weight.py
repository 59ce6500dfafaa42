"""Each page shows its own weight: measured when it leaves, written in its footer."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

PLACEHOLDER = "<!--page-weight-->"
_BROUGHT = re.compile(r'(?:src|href)="([^"]+\.\w+)"')
_HASH = re.compile(r"\.[0-9a-f]{12}(?=\.\w+$)")  # what the static storage adds to a name


def compressed(content: bytes) -> int:
    """The bytes a visitor receives for ``content``, compressed as the server does."""
    return len(zlib.compress(content, 6))


@cache
def asset_weight(url: str) -> int:
    """The bytes of a static file, compressed; 0 for what is not one of ours."""
    if not url.startswith(settings.STATIC_URL):
        return 0
    path = finders.find(_HASH.sub("", url.removeprefix(settings.STATIC_URL)))
    return compressed(Path(path).read_bytes()) if path else 0


def page_weight(content: bytes) -> int:
    """The bytes of a page on a first visit: itself, and the files it brings, each once."""
    brought = set(_BROUGHT.findall(content.decode()))
    return compressed(content) + sum(asset_weight(url) for url in brought)


def page_weight_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Write in the footer what the page weighs on a first visit, in kilobytes."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        marker = PLACEHOLDER.encode()
        if response.streaming or marker not in response.content:
            return response
        weight = max(1, round(page_weight(response.content) / 1000))
        text = _("This page weighs about %(weight)s kB.") % {"weight": weight}
        response.content = response.content.replace(marker, f"{text} ".encode())
        if response.has_header("Content-Length"):
            response["Content-Length"] = str(len(response.content))
        return response

    return middleware
