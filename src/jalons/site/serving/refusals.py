"""A request that is refused before Django sees it: a short page, or a problem for machines."""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Scope

from jalons.kernel import JalonsError

_PAGE = (
    '<!doctype html><html lang="{lang}"><meta charset="utf-8"><meta name="viewport"'
    ' content="width=device-width"><title>{title}</title><h1>{title}</h1><p>{hint}</p>'
)
_PROBLEM = "application/problem+json"


class RequestRefusedError(JalonsError):
    """A request that takes more than its share: too big, too slow, or one too many."""

    package = "jalons.site"


def refusal(
    scope: Scope, error: RequestRefusedError, *, status: int, wait: int | None = None
) -> Response:
    """The answer that says why, in the language of the visitor; ``wait`` seconds before a retry."""
    lang = _lang(scope)
    title, hint = error.message(lang), error.hint(lang)
    headers = {"Cache-Control": "no-store", "Connection": "close"}
    if wait is not None:
        headers["Retry-After"] = str(wait)
    if scope["path"].startswith("/api/"):
        body = {"type": "about:blank", "title": title, "status": status, "code": error.code}
        return JSONResponse(body | {"hint": hint}, status, headers, _PROBLEM)
    headers["Content-Security-Policy"] = "default-src 'none'"
    page = _PAGE.format(lang=lang, title=escape(title), hint=escape(hint))
    return HTMLResponse(page, status, headers)


def _lang(scope: Scope) -> str:
    wanted = dict(scope["headers"]).get(b"accept-language", b"fr").strip().lower()
    return "en" if wanted.startswith(b"en") else "fr"
