"""Each page tells its own weight: measured when it leaves, written in its footer."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import cache

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

PLACEHOLDER = "<!--page-weight-->"
_ASSETS = ("design/jalons.css", "design/mark.svg")


def compressed(content: bytes) -> int:
    """The bytes a first visitor receives for ``content``, compressed as the server does."""
    return len(zlib.compress(content, 6))


@cache
def assets_weight() -> int:
    """The bytes of the files every page brings, compressed."""
    found = (finders.find(name) for name in _ASSETS)
    total = 0
    for path in found:
        if path:
            with open(path, "rb") as stream:  # noqa: PTH123 — a path of the static finders
                total += compressed(stream.read())
    return total


def page_weight_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Write in the footer what the page weighs on a first visit, in kilobytes."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        marker = PLACEHOLDER.encode()
        if response.streaming or marker not in response.content:
            return response
        weight = (compressed(response.content) + assets_weight()) / 1000
        text = _("This page weighs %(weight)s kB.") % {"weight": f"{max(1, round(weight))}"}
        response.content = response.content.replace(marker, f"{text} ".encode())
        if response.has_header("Content-Length"):
            response["Content-Length"] = str(len(response.content))
        return response

    return middleware
