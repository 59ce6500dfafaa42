"""The time that one query of a page may take, on PostgreSQL.

The limit goes with the query, in the same message: no round trip more, and nothing stays in the
connection, so that a pool of connections may lie between. Jobs and daily rounds have no limit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import OperationalError, connection
from django.http import HttpRequest

from jalons.foundation.accounts.limits.values import limits_of, of_instance

WORDS = ("SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH ", "(SELECT ", "(((SELECT ")
CUT = "57014"  # SQLSTATE query_canceled


class Bounded:
    """What Django calls around each query of a request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def seconds(self) -> int:
        """The limit now: that of the authority of the page, once it is known."""
        authority = getattr(self.request, "authority", None)
        return (limits_of(authority) if authority else of_instance()).statement_seconds

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,  # noqa: FBT001  as Django passes it
        context: Any,
    ) -> Any:
        """Run the query within its time."""
        cursor = context["cursor"].cursor
        is_named = bool(getattr(cursor, "name", ""))  # a cursor of the server, read part by part
        seconds = self.seconds()
        if many or is_named or not seconds or not str(sql).startswith(WORDS):
            return execute(sql, params, many, context)
        bound = f"SET LOCAL statement_timeout = {seconds * 1000:d}; {sql}"
        found = execute(bound, params, many, context)
        cursor.nextset()  # past the answer of SET
        return found


def bounded[R](request: HttpRequest, answer: Callable[[HttpRequest], R]) -> R:
    """The answer to a request, none of whose queries takes longer than its limit."""
    if connection.vendor != "postgresql":
        return answer(request)
    with connection.execute_wrapper(Bounded(request)):
        return answer(request)


def was_cut(error: BaseException) -> bool:
    """Whether PostgreSQL ended a query that took too long."""
    cause = error.__cause__
    return isinstance(error, OperationalError) and getattr(cause, "sqlstate", "") == CUT
