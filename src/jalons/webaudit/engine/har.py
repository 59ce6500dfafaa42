"""Pages read from an HTTP archive (HAR 1.2) and from the JSON of axe-core, without a browser.

Headers, cookies and bodies are read and never stored; addresses lose their secrets.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping, Sequence
from html.parser import HTMLParser
from itertools import takewhile
from typing import Any
from urllib.parse import urljoin

import msgspec

from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.measure import AccessFinding, PageMeasure, Problem, Resource
from jalons.webaudit.engine.resource import (
    clean_url,
    facts_of,
    is_icon,
    packing_gain,
    resource_of,
)

MOST_TARGETS = 10
KINDS = {"document", "stylesheet", "script", "image", "font", "media", "xhr"}
OTHER_KINDS = {"fetch": "xhr", "eventsource": "xhr", "preflight": "xhr"}
MIME_KINDS = (
    *(("html", "document"), ("css", "stylesheet"), ("javascript", "script"), ("image", "image")),
    *(("font", "font"), ("video", "media"), ("audio", "media"), ("json", "xhr")),
)
DOM_FIELDS = ("_domElements", "_dom_nodes")  # WebPageTest's, and ours
IMPLIED = ("html", "head", "body")
TABLE = {"table", "thead", "tbody", "tfoot", "tr"}
NOT_SCRIPTS = ("application/ld+json", "application/json", "text/template")
BOM = b"\xef\xbb\xbf"
type Findings = Mapping[str, tuple[str, tuple[AccessFinding, ...]]]


def read_har(content: bytes, *, axe: bytes | None = None) -> tuple[PageMeasure, ...]:
    """The pages of an archive, one measure for each; accessibility from the file of axe-core.

    The elements are those the file states, or those of the source of a page without any script
    (fact ``dom_from_source``); otherwise they are None. A file cut short is one page with a
    problem. Raises ``WebAuditError``: ``har_invalid``, ``axe_invalid``.
    """
    findings = read_axe(axe) if axe is not None else {}
    try:
        return _pages(msgspec.json.decode(content.removeprefix(BOM))["log"], findings)
    except (msgspec.DecodeError, UnicodeDecodeError):
        if content.lstrip(BOM + b" \r\n\t")[:1] != b"{" or b'"log"' not in content[:5000]:
            raise WebAuditError("har_invalid") from None
        first = re.search(rb'"url"\s*:\s*"(https?://[^"\\]+)"', content)
        url = clean_url(first[1].decode("utf-8", "replace")) if first else ""
        return (PageMeasure(url=url, origin="har", problem=Problem("har_truncated")),)
    except (KeyError, TypeError, AttributeError, ValueError):
        raise WebAuditError("har_invalid") from None


def read_axe(content: bytes) -> Findings:
    """The version of axe-core and its findings for each address of a file of its results.

    Raises ``WebAuditError`` (``axe_invalid``).
    """
    try:
        results = msgspec.json.decode(content)
        results = results if isinstance(results, list) else [results]
        return {
            clean_url(result["url"]): (result["testEngine"]["version"], axe_findings(result))
            for result in results
        }
    except (msgspec.DecodeError, KeyError, TypeError, AttributeError, UnicodeDecodeError):
        raise WebAuditError("axe_invalid") from None


def axe_findings(result: Mapping[str, Any]) -> tuple[AccessFinding, ...]:
    """What axe-core found against the WCAG or the RGAA, then what it could not decide."""
    return tuple(
        AccessFinding(
            rule=rule["id"],
            source="axe",
            help=rule.get("help", ""),
            nodes=len(rule["nodes"]),
            targets=tuple(_target(node) for node in rule["nodes"][:MOST_TARGETS]),
            tests=tuple(t[5:] for t in rule["tags"] if re.fullmatch(r"RGAA-\d+\.\d+\.\d+", t)),
            impact=rule.get("impact") or "",
            undecided=part == "incomplete",
        )
        for part in ("violations", "incomplete")
        for rule in result.get(part, ())
        if any(tag == "RGAAv4" or re.match(r"wcag2\d*a", tag) for tag in rule["tags"])
    )


def kind_of(kind: str, mime: str) -> str:
    """The kind of a resource, from the browser's word when there is one, or else its type."""
    known = OTHER_KINDS.get(kind.lower(), kind.lower())
    if known:
        return known if known in KINDS else "other"
    return next((name for part, name in MIME_KINDS if part in mime), "other")


class Source(HTMLParser):
    """The number of elements a browser makes of a source, its icons, and whether it has scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.scripts = False
        self.icons: set[str] = set()
        self._tags: list[str] = []
        self._skipped = ""  # what is inside is text, a fragment or a drawing
        self._table = ""
        self.feed(html)
        self.nodes = len(self._tags) + sum(tag not in self._tags for tag in IMPLIED)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count an element, and the one a browser puts between a table and its rows."""
        if self._skipped:
            return
        has = dict(attrs)
        self._tags += ["tbody", tag] if tag == "tr" and self._table == "table" else [tag]
        self._table = tag if tag in TABLE else self._table
        self._skipped = tag if tag in {"noscript", "template", "svg"} else ""
        self.scripts |= tag == "script" and has.get("type") not in NOT_SCRIPTS
        if tag == "link" and "icon" in (has.get("rel") or "").lower().split():
            self.icons.add(has.get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        """Count again after what is skipped."""
        self._skipped = "" if tag == self._skipped else self._skipped


def _pages(log: Mapping[str, Any], findings: Findings) -> tuple[PageMeasure, ...]:
    pages = log.get("pages") or [{}]
    names = [page.get("id", "") for page in pages]
    groups: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for entry in log["entries"]:
        if isinstance(entry, dict) and _url(entry).startswith(("http://", "https://")):
            groups.get(entry.get("pageref") or names[0], groups[names[0]]).append(entry)
    browser = _dict(log, "browser") or _dict(log, "creator")
    name = f"{browser.get('name', '')} {browser.get('version', '')}".strip()
    measures = (_page(page, groups[page.get("id", "")], name) for page in pages)
    return tuple(_examined(measure, findings, alone=len(pages) == 1) for measure in measures)


def _page(page: Mapping[str, Any], entries: Sequence[dict[str, Any]], browser: str) -> PageMeasure:
    chain = _documents(entries)
    if not chain:
        url = clean_url(str(page.get("_url") or page.get("title") or ""))
        return PageMeasure(url=url, origin="har", problem=Problem("har_empty"))
    document = chain[-1]
    url, answer = _url(document), _dict(document, "response")
    mime = str(_dict(answer, "content").get("mimeType", "")).split(";")[0].strip().lower()
    body = _body(document)
    source = Source(body.decode("utf-8", "replace")) if body and mime == "text/html" else None
    icons = {urljoin(url, icon) for icon in source.icons} if source else set()
    fetched = [e for e in entries if not e.get("_fromCache") and not is_icon(_url(e), icons)]
    pairs = [(_resource(url, entry), entry) for entry in fetched]
    resources = [resource for resource, _ in pairs]
    facts = facts_of(resources)
    if any(r.compressed is False and _body(entry) for r, entry in pairs):
        facts["compression_gain_kb"] = sum(packing_gain(r, _body(e)) for r, e in pairs) / 1000
    dom = next((page[name] for name in DOM_FIELDS if isinstance(page.get(name), int)), None)
    if dom is None and source and not source.scripts and all(r.kind != "script" for r in resources):
        dom, facts["dom_from_source"] = source.nodes, True
    decoded = [r.decoded for r in resources if r.decoded is not None]
    status = int(answer.get("status") or 0)
    return PageMeasure(
        url=clean_url(_url(chain[0])),
        final_url=clean_url(url),
        title=str(page.get("title", "")),
        status=status,
        content_type=mime,
        origin="har",
        dom_nodes=dom,
        requests=len(resources),
        transferred_kb=sum(r.transferred for r in resources) / 1000,
        decoded_kb=sum(decoded) / 1000 if decoded else None,
        resources=tuple(resources),
        browser=browser,
        facts=facts,
        measured_at=str(page.get("startedDateTime", "")),
        problem=Problem("har_repeat") if page.get("_cached") else problem_of_answer(status, mime),
    )


def problem_of_answer(status: int, mime: str) -> Problem | None:
    """Why an answer has no score: its status, or a type that is not HTML."""
    if status != 200:
        return Problem("page_status", {"status": status})
    return None if mime == "text/html" else Problem("not_html", {"type": mime})


def _documents(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The page's own document, after its redirections."""
    hops = list(takewhile(lambda e: _dict(e, "response").get("redirectURL"), entries))
    return list(entries[: len(hops) + 1])


def _resource(page_url: str, entry: Mapping[str, Any]) -> Resource:
    answer = _dict(entry, "response")
    content = _dict(answer, "content")
    headers = {str(h["name"]).lower(): str(h["value"]) for h in answer.get("headers") or ()}
    sent = _size(answer, "_transferSize")
    if sent is None:
        sent = (_size(answer, "headersSize") or 0) + (_size(answer, "bodySize") or 0)
    mime = str(content.get("mimeType") or "")
    return resource_of(
        page_url,
        _url(entry),
        kind=kind_of(str(entry.get("_resourceType") or ""), mime),
        status=int(answer.get("status") or 0),
        mime=mime,
        headers=headers,
        transferred=sent,
        decoded=_size(content, "size"),
    )


def _examined(measure: PageMeasure, findings: Findings, *, alone: bool) -> PageMeasure:
    """The measure with the findings about its address, or the only ones about the only page."""
    report = findings.get(measure.final_url) or findings.get(measure.url)
    if report is None and alone and len(findings) == 1:
        report = next(iter(findings.values()))
    if report is None or measure.problem:
        return measure
    return msgspec.structs.replace(measure, axe_version=report[0], findings=report[1])


def _body(entry: Mapping[str, Any]) -> bytes:
    content = _dict(_dict(entry, "response"), "content")
    text = content.get("text")
    if not isinstance(text, str):
        return b""
    if content.get("encoding") != "base64":
        return text.encode("utf-8", "replace")
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return b""


def _target(node: Mapping[str, Any]) -> str:
    return " ".join(_flat(node.get("target", ())))


def _flat(target: Any) -> Iterable[str]:
    for part in [target] if isinstance(target, str) else target:
        yield from [part] if isinstance(part, str) else _flat(part)


def _size(part: Mapping[str, Any], name: str) -> int | None:
    value = part.get(name)
    return int(value) if isinstance(value, int | float) and value >= 0 else None


def _dict(part: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = part.get(name)
    return value if isinstance(value, dict) else {}


def _url(entry: Mapping[str, Any]) -> str:
    return str(_dict(entry, "request").get("url") or "")
