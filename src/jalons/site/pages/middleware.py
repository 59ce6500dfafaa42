"""The headers of every answer."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
PRIVATE = "private, no-store"


def answer_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Say how long the page took, which powers it renounces, and who may store it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        response = get_response(request)
        spent = (time.perf_counter() - start) * 1000
        response.headers["Server-Timing"] = f"app;dur={spent:.1f}"
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if _is_private(request):
            response.headers.setdefault("Cache-Control", PRIVATE)
        return response

    return middleware


def _is_private(request: HttpRequest) -> bool:
    """Whether the answer is for this visitor: a page that is not public, or an open session."""
    match = request.resolver_match
    is_public = match is None or getattr(match.func, "access", None) == "public"
    return not is_public or settings.SESSION_COOKIE_NAME in request.COOKIES
