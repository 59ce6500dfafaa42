"""What surrounds every answer: its name in the log, its headers, the time of its queries."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jalons.foundation.accounts.limits import statements
from jalons.foundation.api.problems import ApiError, problem
from jalons.kernel.logs import about, subject

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
PRIVATE = "private, no-store"
API = "/api/"  # whose answers are for machines
REFERENCE = "x-jalons-reference"  # from the process that received the request to the one it asks
RETRY = 30  # seconds
_REFERENCE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}")
_AUTHORITY = re.compile(r"/(?:collectivite|api/v1/authorities|public|participation|partage|jumeau)"
                        r"/([-\w]{1,60})/")  # fmt: skip
type Answer = Callable[[HttpRequest], HttpResponse]


def authority_in(path: str) -> str:
    """The slug of the authority an address is about, or an empty text."""
    found = _AUTHORITY.match(path)
    return found[1] if found else ""


def named_in_logs(get_response: Answer) -> Answer:
    """Name the request in every line of the log: its reference, its authority, its route."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if subject.get() is not None:  # the server, in whose process this is, named it already
            return get_response(request)
        sent = request.headers.get(REFERENCE, "")
        known = sent if _REFERENCE.fullmatch(sent) else ""
        with about(authority=authority_in(request.path_info), reference=known):
            return get_response(request)

    middleware.process_view = _name_route  # type: ignore[attr-defined]  # Django calls it
    return middleware


def _name_route(request: HttpRequest, *_: Any) -> None:
    named = subject.get()
    if named is not None and request.resolver_match is not None:
        named.route = request.resolver_match.route or ""


def bounded_statements(get_response: Answer) -> Answer:
    """Give the queries of a page their time, and say so in words when one was cut."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return statements.bounded(request, get_response)

    middleware.process_exception = _of_cut  # type: ignore[attr-defined]  # Django calls it
    return middleware


def _of_cut(request: HttpRequest, error: Exception) -> HttpResponse | None:
    if not statements.was_cut(error):
        return None
    if request.path_info.startswith(API):
        return problem(ApiError("statement_cut", seconds=RETRY))
    answer = render(request, "site/statement_cut.html", status=503)
    answer["Retry-After"] = str(RETRY)
    return answer


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
