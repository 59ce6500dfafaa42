"""Pages of what is listed, and the one document an address names: the same for every resource."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from jalons.broker.engine.entities import uri
from jalons.broker.engine.problems import missing

from .call import Call
from .negotiation import JSON_LD

Document = dict[str, Any]


def around(call: Call, *, limit: int, offset: int, more: bool, ending: str = "") -> dict[str, str]:
    """The Link header of the pages before and after; none where there is neither."""
    links = [(max(0, offset - limit), "prev")] if offset and limit else []
    links += [(offset + limit, "next")] if more else []
    if not links:
        return {}
    path, known = call.request.url.path, {**call.params, "limit": limit}
    if ending:
        path = path.rstrip("/")
    parts = [
        f'<{path}?{urlencode({**known, "offset": start})}>;rel="{rel}"{ending}'
        for start, rel in links
    ]
    return {"Link": ", ".join(parts)}


def page_of(
    call: Call, every: list[Document], page: dict[str, Any], *, counted: bool
) -> tuple[list[Document], dict[str, str]]:
    """The documents of a page, and its headers: how many in all, the pages around."""
    limit, offset = page["limit"], page["offset"]
    headers = {"NGSILD-Results-Count": str(len(every))} if counted else {}
    more = bool(limit) and offset + limit < len(every)
    ending = f';type="{JSON_LD}"'
    headers |= around(call, limit=limit, offset=offset, more=more, ending=ending)
    return every[offset:][:limit], headers


async def named(call: Call, kind: str, *, part: str, what: str) -> Document:
    """The document the ``part`` of the address names; raises ``Problem`` when there is none."""
    identifier = uri(call.path(part), what)
    document = await call.reading(call.broker.store.get, call.tenant, kind, identifier)
    if document is None:
        raise missing(identifier)
    return document
