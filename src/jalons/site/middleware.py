"""What every answer carries."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def answer_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Tell how long the page took on the server, and which powers it renounces."""

    def middleware(request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        response = get_response(request)
        spent = (time.perf_counter() - start) * 1000
        response.headers["Server-Timing"] = f"app;dur={spent:.1f}"
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    return middleware
