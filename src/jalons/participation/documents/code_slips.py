"""Codes on paper: eight slips to cut on a page, each with what to scan and what to type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import batched, groupby
from textwrap import wrap

from jalons.foundation.documents import tree
from jalons.participation.engine.consultations.codes import printed
from jalons.participation.words.sentences import say
from jalons.tabular.files.writing import csv_file
from jalons.wording import format_day

ON_A_PAGE, COLUMNS = 8, 2
WIDTH, HEIGHT = 340, 200  # of a slip, in units of the drawing: a page is 680 by 800
SCANNED = 104  # the side of what is scanned
LINE = 15


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """What slips say: ``address`` is that of the questions, ``short`` the one a person types."""

    title: str
    authority: str
    address: str
    short: str
    elsewhere: str
    until: date | None


def slips_document(sheet: SlipSheet, codes: Sequence[str], today: date, lang: str) -> tree.Document:
    """The slips of codes, eight a page."""
    blocks: list[tree.Block] = []
    for page in batched(codes, ON_A_PAGE):
        shown = ", ".join(map(printed, page))
        words = say("slips.alternative", lang, codes=shown)
        blocks += [tree.PageBreak()] if blocks else []
        blocks.append(tree.Picture(_page(sheet, page, lang), words))
    title = say("slips.title", lang, title=sheet.title)
    return tree.Document(title, sheet.authority, today, tuple(blocks), lang=lang)


def listed_codes(rows: Sequence[tuple[str, str]], lang: str) -> bytes:
    """A CSV file: each code as it is printed, and the address that has it."""
    heading = (say("codes.column.code", lang), say("codes.column.address", lang))
    return csv_file([heading, *rows])


def _page(sheet: SlipSheet, codes: Sequence[str], lang: str) -> str:
    drawn = "".join(
        f'<g transform="translate({place % COLUMNS * WIDTH},{place // COLUMNS * HEIGHT})">'
        f"{_slip(sheet, code, lang)}</g>"
        for place, code in enumerate(codes)
    )
    size = f"0 0 {WIDTH * COLUMNS} {HEIGHT * ON_A_PAGE // COLUMNS}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}">{drawn}</svg>'


def _slip(sheet: SlipSheet, code: str, lang: str) -> str:
    frame = (f'<rect width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#9a9a92" '
             'stroke-dasharray="4 4"/>')  # fmt: skip
    return f"{frame}{_scanned(f'{sheet.address}?code={code}')}{''.join(_lines(sheet, code, lang))}"


def _lines(sheet: SlipSheet, code: str, lang: str) -> Iterator[str]:
    """The words of a slip, from its top: those beside what is scanned are shorter."""
    line = 22
    for text in _cut(sheet.title, 46, 2):
        yield _text(text, 14, line, weight="600")
        line += LINE
    beside = SCANNED + 24
    yield _text(say("slips.code", lang), beside, 62, size=12)
    yield _text(printed(code), beside, 84, size=21, weight="600", mono=True)
    yield _text(say("slips.scan", lang), beside, 104, size=12)
    typed = sheet.short.removeprefix("https://").replace("/", "/ ").strip()
    for place, text in enumerate(_cut(typed, 34, 2)):
        yield _text(text.replace("/ ", "/"), beside, 119 + place * LINE, size=11)
    if sheet.until:
        day = say("slips.until", lang, day=format_day(sheet.until, lang))
        yield _text(day, beside, 149, size=12)
    yield _text(say("slips.anonymous", lang), 14, 167, size=11)
    for place, text in enumerate(_cut(say("slips.elsewhere", lang, how=sheet.elsewhere), 60, 2)):
        yield _text(text, 14, 181 + place * 12, size=10)


def _cut(text: str, width: int, lines: int) -> list[str]:
    return wrap(" ".join(text.split()), width, max_lines=lines, placeholder=" …")


def _text(  # noqa: PLR0913  (each one said by name)
    text: str, x: int, y: int, *, size: int = 14, weight: str = "400", mono: bool = False
) -> str:
    # on a span: the style of pictures, which sets that of texts, would win over them
    family = ' font-family="DejaVu Sans Mono, Liberation Mono, monospace"' if mono else ""
    font = f'font-size="{size}" font-weight="{weight}"{family}'
    return f'<text x="{x}" y="{y}"><tspan {font}>{escape(text, quote=False)}</tspan></text>'


def _scanned(text: str) -> str:
    """A QR code as one path: the dark modules of each row, run by run."""
    import qrcode  # type: ignore[import-untyped]

    made = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    made.add_data(text)
    rows = made.get_matrix()
    path = []
    for y, row in enumerate(rows):
        for dark, run in groupby(enumerate(row), lambda each: each[1]):
            xs = [x for x, _dark in run]
            if dark:
                path.append(f"M{xs[0]} {y}h{len(xs)}v1h-{len(xs)}z")
    side = round(SCANNED / len(rows), 4)
    return (f'<g transform="translate(14,47) scale({side})">'
            f'<path d="{"".join(path)}" fill="#000000"/></g>')  # fmt: skip
