"""Errors of the API: RFC 9457 problem documents.

Source: IETF, RFC 9457, Problem Details for HTTP APIs, section 3.
"""

from __future__ import annotations

from typing import Any

import msgspec
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse

from jalons.foundation.design import page_language
from jalons.kernel import JalonsError

MEDIA_TYPE = "application/problem+json"
UNPROCESSABLE = 422

STATUS = {
    "body_invalid": 400,
    "query_invalid": 400,
    "query_unknown": 400,
    "file_missing": 400,
    "token_missing": 401,
    "token_unknown": 401,
    "token_expired": 401,
    "token_revoked": 401,
    "session_only_reads": 401,
    "scope_lost": 403,
    "scope_missing": 403,
    "forbidden": 403,
    "read_only": 403,
    "not_found": 404,
    "method_unknown": 405,
    "not_ready": 409,
    "version_old": 409,
    "too_large": 413,
    "rate_exceeded": 429,
    "authority_rate_exceeded": 429,
    "unexpected": 500,
    "statement_cut": 503,
}


class ApiError(JalonsError):
    """A refusal of the API itself; what a room refuses is an error of that room."""

    package = "jalons.foundation.api"


def problem(error: Exception) -> HttpResponse:
    """The answer to an error of ours: status, code, message, hint, and where.

    Errors of rooms are 422: the request was understood, its content is refused.
    """
    if not isinstance(error, JalonsError):
        error = ApiError("forbidden" if isinstance(error, PermissionDenied) else "not_found")
    status = STATUS.get(error.code, UNPROCESSABLE) if isinstance(error, ApiError) else UNPROCESSABLE
    response = HttpResponse(
        msgspec.json.encode(document(error) | {"status": status}),
        content_type=MEDIA_TYPE,
        status=status,
    )
    if status in {429, 503}:
        response["Retry-After"] = str(getattr(error, "params", {}).get("seconds", 60))
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Jalons"'
    return response


def document(error: JalonsError) -> dict[str, Any]:
    """The members of a problem, in the language of the request."""
    lang = page_language.lang()
    where = error.where
    place = {
        name: value
        for name in ("file", "sheet", "row", "column")
        if where is not None and (value := getattr(where, name)) not in {"", None}
    }
    reference = error.params.get("reference") if isinstance(error, ApiError) else None
    return {
        "type": f"urn:jalons:problem:{error.code}",
        "title": error.message(lang),
        "code": error.code,
        "hint": error.hint(lang),
        **({"where": place} if place else {}),
        **({"reference": reference} if reference else {}),
    }


CAUGHT = (JalonsError, Http404, PermissionDenied)
