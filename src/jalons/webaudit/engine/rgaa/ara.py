"""The files of Ara (the State's audit tool): its grid as CSV, its report as JSON, both ways.

Layouts: DISIC/Ara, ``audit-export.service.ts`` (CSV) and ``AuditReportDto`` (JSON of a report).
What is on every page has a page of its own, ``TRANSVERSE``.
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any, Literal

import msgspec

from jalons.tabular.files.writing import csv_text
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.rgaa.mapping import DECIDED, State
from jalons.webaudit.engine.rgaa.rate import Decision

TRANSVERSE = "Éléments transverses"
HEAD = ["Critères", TRANSVERSE]
type Status = Literal["COMPLIANT", "NOT_COMPLIANT", "NOT_APPLICABLE", "NOT_TESTED"]
STATES: dict[Status, State] = {
    "COMPLIANT": State.CONFORMING, "NOT_COMPLIANT": State.FAILING,
    "NOT_APPLICABLE": State.NOT_APPLICABLE, "NOT_TESTED": State.UNDECIDED,
}  # fmt: skip
CODES = dict(zip(("C", "NC", "NA", "NT"), STATES, strict=True))


class AraPage(msgspec.Struct, frozen=True):
    """A page of the sample; the transverse one has the order −1."""

    id: int
    name: str
    url: str | None = ""
    order: int = 0


class AraItem(msgspec.Struct, frozen=True, rename="camel"):
    """A failure an auditor describes; ``user_impact`` is MINOR, MAJOR, BLOCKING or None."""

    title: str | None = None
    comment: str | None = None
    user_impact: str | None = None
    quick_win: bool | None = None


class AraResult(msgspec.Struct, frozen=True, rename="camel"):
    """A criterion on a page, with what was written of it; ``STATES`` has its state in our words."""

    topic: int
    criterium: int
    page_id: int
    status: Status
    compliant_comment: str | None = None
    not_applicable_comment: str | None = None
    not_compliant_items: tuple[AraItem, ...] = ()

    @property
    def criterion(self) -> str:
        """Its number, such as ``1.10``."""
        return f"{self.topic}.{self.criterium}"


class AraContext(msgspec.Struct, frozen=True, rename="camel"):
    """Who audited, with what, on which pages."""

    samples: tuple[AraPage, ...]
    auditor_organisation: str | None = None
    technologies: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    environments: tuple[dict[str, str | None], ...] = ()


class AraAudit(msgspec.Struct, frozen=True, rename="camel"):
    """An audit as Ara writes it; a CSV has names of pages and states only."""

    context: AraContext
    results: tuple[AraResult, ...]
    procedure_name: str | None = None
    procedure_url: str | None = None
    procedure_initiator: str | None = None

    def decisions(self) -> tuple[Decision, ...]:
        """What was decided, by name of page; what is on every page counts once it is decided."""
        pages = {page.id: page.name for page in self.context.samples}
        return tuple(
            Decision(result.criterion, pages[result.page_id], STATES[result.status])
            for result in self.results
            if STATES[result.status] in DECIDED or pages[result.page_id] != TRANSVERSE
        )


def read_ara(content: bytes) -> AraAudit:
    """An audit from a CSV or JSON file of Ara. Raises ``WebAuditError`` (``ara_…``)."""
    try:
        text = content.decode("utf-8-sig")
        return _from_json(text) if text.lstrip().startswith("{") else _from_csv(text)
    except UnicodeDecodeError:
        raise WebAuditError("ara_encoding") from None
    except (msgspec.DecodeError, csv.Error) as error:
        raise WebAuditError("ara_unreadable", reason=str(error)) from None


def write_ara(audit: AraAudit, form: Literal["csv", "json"] = "csv") -> bytes:
    """The file Ara would export of the same audit; comments are in the JSON only."""
    if form == "json":
        return msgspec.json.encode(audit)
    pages = sorted(audit.context.samples, key=lambda page: (page.name != TRANSVERSE, page.order))
    if not pages or pages[0].name != TRANSVERSE:
        pages.insert(0, AraPage(min((page.id for page in pages), default=1) - 1, TRANSVERSE))
    codes = {status: code for code, status in CODES.items()}
    cells = {(result.criterion, result.page_id): codes[result.status] for result in audit.results}
    rows = [
        [number, *(cells.get((number, page.id), "NT") for page in pages)]
        for number in dict.fromkeys(result.criterion for result in audit.results)
    ]
    text = csv_text([[HEAD[0], *(page.name for page in pages)], *rows], delimiter=",")
    return b"\xef\xbb\xbf" + text.replace("\r\n", "\n").removesuffix("\n").encode()


def _from_csv(text: str) -> AraAudit:
    delimiter = ";" if ";" in text.split("\n", 1)[0] else ","
    head, *rows = list(csv.reader(io.StringIO(text), delimiter=delimiter)) or [[]]
    if head[:2] != HEAD:
        raise WebAuditError("ara_heading", heading=", ".join(head[:2]))
    pages = tuple(AraPage(at, name, order=at - 1) for at, name in enumerate(head[1:]))
    results: dict[str, list[AraResult]] = {}
    for row, (number, *cells) in enumerate(filter(None, rows), start=2):
        topic, _, rank = number.partition(".")
        if len(cells) != len(pages) or not (topic.isdecimal() and rank.isdecimal()):
            raise WebAuditError("ara_row", row=row, cells=len(cells), pages=len(pages))
        if number in results:  # 1.10, which a spreadsheet turned into 1.1
            raise WebAuditError("ara_twice", criterion=number, row=row)
        if strange := set(cells) - set(CODES):
            raise WebAuditError("ara_state", state=min(strange), row=row)
        results[number] = [
            AraResult(int(topic), int(rank), page.id, CODES[code])
            for page, code in zip(pages, cells, strict=True)
        ]
    return AraAudit(
        AraContext(pages), tuple(result for line in results.values() for result in line)
    )


def _from_json(text: str) -> AraAudit:
    audit = msgspec.json.decode(text, type=AraAudit)
    known = {page.id for page in audit.context.samples}
    # Ara may list the results of what is on every page twice: the last one stands for both
    results = {(r.topic, r.criterium, r.page_id): r for r in audit.results if r.page_id in known}
    return msgspec.structs.replace(audit, results=tuple(results[key] for key in sorted(results)))


def words_of(comment: Any) -> str:
    """The text of a comment, which Ara's editor may store as a tree."""
    if isinstance(comment, str) and comment.startswith('{"type":"doc"'):
        try:
            return "\n".join(filter(None, map(words_of, json.loads(comment).get("content", []))))
        except ValueError:
            return comment
    if isinstance(comment, dict):
        return "".join([comment.get("text", ""), *map(words_of, comment.get("content", []))])
    return str(comment or "")
