"""An assessment as one HTML page that reads by itself, without network, script or account."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from jalons.footprint.words.explain import Explanation, InputLine
from jalons.footprint.words.figures import percent, say
from jalons.footprint.words.summary import CriterionRow, Row, Summary
from jalons.kernel.errors import language

_STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th, td { padding: .35rem .6rem; border-bottom: 1px solid #8886; text-align: left; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.lead { font-size: 1.25rem; } small { opacity: .8; } .wide { overflow-x: auto; }
@media print { body { margin: 0; } details { break-inside: avoid; } }
"""


def as_html(summary: Summary, *, title: str = "", lang: str | None = None) -> str:
    """A standalone page of the summary; every text of the user is escaped."""
    lang = lang or language()
    heading = say("report.title", lang)
    name = f"{heading} – {title}" if title else heading
    parts = [
        f"<h1>{escape(heading)}</h1>",
        f"<p>{escape(title)}</p>" if title else "",
        _section(say("report.warnings", lang), _hinted(summary.warnings)),
        f'<p class="lead"><strong>{escape(summary.sentence)}</strong> {escape(summary.likely)}</p>',
        _list(summary.uncovered),
        _list(summary.facts),
        _table(say("report.by_stage", lang), summary.stages, summary.unit, lang),
        _table(say("report.by_device", lang), summary.devices, summary.unit, lang, counted=True),
        _section(say("report.criteria", lang), _criteria(summary, lang)),
        _section(say("report.excluded", lang), _hinted(summary.excluded)
                 or f"<p>{escape(say('report.no_excluded', lang))}</p>"),
        _section(say("report.gaps", lang), _list(summary.gaps)),
        _section(say("report.notices", lang), _hinted(summary.notices)),
        _section(say("report.how", lang), _how(summary, lang)),
    ]  # fmt: skip
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(name)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(part for part in parts if part)
        + "\n</main>\n</body>\n</html>\n"
    )


def _section(title: str, content: str) -> str:
    return f"<h2>{escape(title)}</h2>\n{content}" if content else ""


def _list(items: Iterable[str]) -> str:
    lines = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<ul>{lines}</ul>" if lines else ""


def _hinted(items: Iterable[tuple[str, str]]) -> str:
    lines = "".join(
        f"<li>{escape(text)}{f' <small>{escape(hint)}</small>' if hint else ''}</li>"
        for text, hint in items
    )
    return f"<ul>{lines}</ul>" if lines else ""


def _table(
    title: str, rows: tuple[Row, ...], unit: str, lang: str, *, counted: bool = False
) -> str:
    first = say("export.device" if counted else "export.stage", lang)
    label = escape(f"{title}, {unit}")
    heads = [say("report.central", lang), say("report.interval", lang), say("report.share", lang)]
    if counted:
        heads.insert(0, say("export.quantity", lang))
    cells = "".join(f'<th scope="col" class="n">{escape(head)}</th>' for head in heads)
    body = "".join(_row(row, lang, counted=counted) for row in rows)
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{label}">'
        f"<table><caption>{label}</caption>"
        f'<thead><tr><th scope="col">{escape(first)}</th>{cells}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _criteria(summary: Summary, lang: str) -> str:
    heads = (say(f"export.{each}", lang) for each in ("criterion", "unit"))
    first = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    numbers = (say(f"report.{each}", lang) for each in ("central", "interval"))
    last = "".join(f'<th scope="col" class="n">{escape(head)}</th>' for head in numbers)
    body = "".join(_criterion(row) for row in summary.criteria)
    label = escape(say("report.criteria", lang))
    table = (
        f'<div class="wide" role="region" tabindex="0" aria-label="{label}"><table>'
        f"<thead><tr>{first}{last}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    not_assessed = f"<p>{escape(summary.not_assessed)}</p>" if summary.not_assessed else ""
    return (table if body else "") + not_assessed


def _criterion(row: CriterionRow) -> str:
    flag = f" <small>({escape(row.assessed)})</small>" if row.assessed else ""
    return (
        f'<tr><th scope="row">{escape(row.name)}{flag}</th><td>{escape(row.unit)}</td>'
        f'<td class="n">{escape(row.central)}</td><td class="n">{escape(row.interval)}</td></tr>'
    )


def _row(row: Row, lang: str, *, counted: bool) -> str:
    flag = f" <small>({escape(say('report.approximate', lang))})</small>" if row.approximate else ""
    values = [row.central, row.interval, percent(row.share, lang)]
    if counted:
        values.insert(0, row.quantity)
    cells = "".join(f'<td class="n">{escape(value)}</td>' for value in values)
    return f'<tr><th scope="row">{escape(row.name)}{flag}</th>{cells}</tr>'


def _how(summary: Summary, lang: str) -> str:
    opened = "".join(
        f"<details><summary>{escape(name)}</summary>"
        + "".join(_explanation(explanation, lang) for explanation in explanations)
        + "</details>"
        for name, explanations in summary.explanations.items()
    )
    return f"<p>{escape(summary.method)}</p>\n{opened}"


def _explanation(explanation: Explanation, lang: str) -> str:
    inputs = "".join(f"<li>{_input(each, lang)}</li>" for each in explanation.inputs)
    return f"<p>{escape(explanation.formula)}</p>" + (f"<ul>{inputs}</ul>" if inputs else "")


def _input(line: InputLine, lang: str) -> str:
    flags = [
        say(f"report.{flag}", lang)
        for flag, shown in (("approximate", line.approximate), ("unverified", not line.verified))
        if shown
    ]
    words = [f"{line.name} : {line.value}" if lang == "fr" else f"{line.name}: {line.value}"]
    words += [part for part in (line.spread, *flags) if part]
    note = f" <small>{escape(line.note)}</small>" if line.note else ""
    return f"{escape(', '.join(words))}. {escape(line.source.cite())}.{note}"
