"""Pages read from an HTTP archive (HAR 1.2) and from the JSON of axe-core, without a browser.

Headers, cookies and bodies are read and never stored; addresses lose their secrets.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from itertools import takewhile
from typing import Any
from urllib.parse import urljoin

import msgspec
from msgspec.structs import replace

from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.measure import AccessFinding, PageMeasure, Problem
from jalons.webaudit.engine.resource import clean_url, facts_of, is_icon, packing_gain, resource_of
from jalons.webaudit.engine.rgaa.mapping import marked
from jalons.webaudit.engine.rgaa.reference import Reference

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


def read_har(
    content: bytes, *, axe: bytes | None = None, rules: Reference | None = None
) -> tuple[PageMeasure, ...]:
    """The pages of an archive, one measure for each; accessibility from the file of axe-core.

    With ``rules``, what a rule does not prove is undecided.

    The elements are those the file states, or those of the source of a page without any script
    (fact ``dom_from_source``); otherwise they are None. A file cut short is one page with a
    problem. Raises ``WebAuditError``: ``har_invalid``, ``axe_invalid``.
    """
    findings = read_axe(axe) if axe is not None else {}
    if rules:
        findings = {url: (name, marked(seen, rules)) for url, (name, seen) in findings.items()}
    try:
        return tuple(_pages(msgspec.json.decode(content.removeprefix(BOM))["log"], findings))
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
        versions = [(result, str(result["testEngine"]["version"])) for result in results]
        return {clean_url(r["url"]): (version, axe_findings(r)) for r, version in versions}
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
            targets=tuple(_flat(node["target"]) for node in rule["nodes"][:MOST_TARGETS]),
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


class _Entry:
    """An exchange of an archive, with what the tool that wrote it did not leave out."""

    def __init__(self, raw: dict[str, Any]) -> None:
        answer = raw.get("response") or {}
        content = answer.get("content") or {}
        self.page, self.cached = raw.get("pageref"), raw.get("_fromCache")
        self.url, self.leads = str(raw["request"]["url"]), answer.get("redirectURL")
        self.mime = str(content.get("mimeType") or "").split(";")[0].strip().lower()
        text = str(content.get("text") or "").encode("utf-8", "replace")
        self.body = binascii.a2b_base64(text) if content.get("encoding") == "base64" else text
        parts = (max(int(answer.get(size) or 0), 0) for size in ("headersSize", "bodySize"))
        sent, size = answer.get("_transferSize", -1), content.get("size", -1)
        self.facts: dict[str, Any] = {
            "kind": kind_of(str(raw.get("_resourceType") or ""), self.mime),
            "status": int(answer.get("status") or 0),
            "mime": self.mime,
            "headers": {h["name"].lower(): str(h["value"]) for h in answer.get("headers") or ()},
            "transferred": int(sent) if sent >= 0 else sum(parts),
            "decoded": int(size) if size >= 0 else None,
        }


def _pages(log: dict[str, Any], findings: Findings) -> Iterator[PageMeasure]:
    pages = log.get("pages") or [{}]
    groups: dict[str, list[_Entry]] = {page.get("id", ""): [] for page in pages}
    first = next(iter(groups.values()))
    for raw in log["entries"]:
        request = raw.get("request") if isinstance(raw, dict) else None
        if request and str(request.get("url")).startswith(("http://", "https://")):
            entry = _Entry(raw)
            groups.get(entry.page or "", first).append(entry)
    browser = log.get("browser") or log.get("creator") or {}
    name = f"{browser.get('name', '')} {browser.get('version', '')}".strip()
    for page in pages:
        measure = replace(_page(page, groups[page.get("id", "")]), origin="har", browser=name)
        report = findings.get(measure.final_url) or findings.get(measure.url)
        if report is None and len(pages) == len(findings) == 1:
            report = next(iter(findings.values()))
        if report and not measure.problem:
            measure = replace(measure, axe_version=report[0], findings=report[1])
        yield measure


def _page(page: Mapping[str, Any], entries: Sequence[_Entry]) -> PageMeasure:
    hops = len(list(takewhile(lambda entry: entry.leads, entries)))
    if not entries[hops:]:
        url = clean_url(str(page.get("_url") or page.get("title") or ""))
        return PageMeasure(url=url, problem=Problem("har_empty"))
    document = entries[hops]
    html = document.body if document.mime == "text/html" else b""
    source = Source(html.decode("utf-8", "replace"))
    icons = {urljoin(document.url, icon) for icon in source.icons}
    counted = [e for e in entries if not e.cached and not is_icon(e.url, icons)]
    resources = [resource_of(document.url, e.url, **e.facts) for e in counted]
    facts = facts_of(resources)
    pairs = list(zip(resources, counted, strict=True))
    if any(r.compressed is False and e.body for r, e in pairs):
        facts["compression_gain_kb"] = sum(packing_gain(r, e.body) for r, e in pairs) / 1000
    dom = next((page[name] for name in DOM_FIELDS if isinstance(page.get(name), int)), None)
    if dom is None and html and not source.scripts and all(r.kind != "script" for r in resources):
        dom, facts["dom_from_source"] = source.nodes, True
    decoded = [r.decoded for r in resources if r.decoded is not None]
    status = document.facts["status"]
    again = Problem("har_repeat") if page.get("_cached") else None
    return PageMeasure(
        url=clean_url(entries[0].url),
        final_url=clean_url(document.url),
        title=str(page.get("title", "")),
        status=status,
        content_type=document.mime,
        dom_nodes=dom,
        requests=len(resources),
        transferred_kb=sum(r.transferred for r in resources) / 1000,
        decoded_kb=sum(decoded) / 1000 if decoded else None,
        resources=tuple(resources),
        facts=facts,
        measured_at=str(page.get("startedDateTime", "")),
        problem=again or problem_of_answer(status, document.mime),
    )


def problem_of_answer(status: int, mime: str) -> Problem | None:
    """Why an answer has no score: its status, or a type that is not HTML."""
    if status != 200:
        return Problem("page_status", {"status": status})
    return None if mime == "text/html" else Problem("not_html", {"type": mime})


def _flat(target: Any) -> str:
    """The path of an element, in one text whatever the frames it is in."""
    return target if isinstance(target, str) else " ".join(map(_flat, target))
