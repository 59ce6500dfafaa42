"""Django as an ASGI application: bodies received first, then threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from a2wsgi import WSGIMiddleware
from django.conf import settings
from starlette.types import ASGIApp

from jalons.site.serving.request_bodies import Bodies, with_body

SENT_AHEAD = 256  # pieces of an answer that wait for a slow reader without a thread


def pages_application(
    *, threads: int, around: Callable[[ASGIApp], ASGIApp] = lambda app: app
) -> ASGIApp:
    """The pages in ``threads`` threads; ``around`` sees a request once its body came whole.

    To be made after ``prepare``: the static files are listed when Django's application is loaded.
    """
    from jalons.site.wsgi import application as pages

    django: Any = WSGIMiddleware(
        with_body(pages),  # type: ignore[arg-type]
        workers=threads,
        send_queue_size=SENT_AHEAD,
    )
    most = settings.OPTIONS["UPLOAD_MAX_MB"] * 2**20 + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return Bodies(around(django), most=most, folder=settings.DATA_DIR)
