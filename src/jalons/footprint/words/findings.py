"""The words of the findings of a table of factors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jalons.footprint.engine.factors.linting import Finding, Severity
from jalons.footprint.words.figures import count, number, placed, say


def masked(lang: str | None = None) -> str:
    """The text in place of a value that may not be shown."""
    return say("own.masked", lang)


def finding_text(finding: Finding, lang: str | None = None) -> str:
    """The problem of a row, in one sentence."""
    shown = {
        name: number(value, lang) if isinstance(value, float) else value
        for name, value in finding.params.items()
    }
    return say(finding.code, lang, row=finding.line.name, **shown)


def remark_words(params: Mapping[str, Any], lang: str | None = None) -> dict[str, Any]:
    """The values of a remark, with findings as sentences."""
    return {
        name: finding_text(value, lang) if isinstance(value, Finding) else value
        for name, value in params.items()
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as plain values, with its sentence."""
    line = finding.line
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding_text(finding),
        "file": line.where.file,
        "row": line.where.row,
        "item": line.item,
        "stage": line.stage,
        "criterion": line.criterion,
        "region": line.region,
        "value": line.value,
    }


def finding_lines(
    findings: Sequence[Finding], lang: str | None = None, *, rows: int
) -> Iterator[str]:
    """The lines of a terminal: how many of ``rows`` are refused or doubted, then each finding."""
    down = sum(finding.severity is Severity.REFUSED for finding in findings)
    counts = {"rows": rows, "refused": down, "warnings": len(findings) - down}
    shown = {name: count(value, lang) for name, value in counts.items()}
    yield say("lint.found" if findings else "lint.clean", lang, **shown)
    for finding in findings:
        yield f"  • {placed(finding.line.where, finding_text(finding, lang), lang)}"
