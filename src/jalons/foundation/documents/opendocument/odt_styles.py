"""The styles of an OpenDocument text: those a person can change, and the few a document needs."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from jalons.foundation.documents.columns import SCALES

_GREEN, _SOFT, _RULE = "#14432a", "#545c56", "#d8d5ca"
_BOX = 'fo:border-left="2.2pt solid #234e8c" fo:padding="0.2cm" fo:background-color="#f1efe7"'
_HEADINGS = {1: 15, 2: 12.5, 3: 11, 4: 10.5, 5: 10.5, 6: 10.5}

_CELL = 9.5  # points of the words of a table
_BOLD = 'fo:font-weight="bold"'
_KEEP = 'fo:keep-with-next="always"'
_RIGHT = 'fo:text-align="end"'


def _size(points: float) -> str:
    return f'fo:font-size="{points}pt"'


# name → parent, properties of the paragraph, of the words
_PARAGRAPHS: dict[str, tuple[str, str, str]] = {
    "Text_20_body": ("Standard", 'fo:margin-bottom="0.25cm"', ""),
    "Title": ("Standard", 'fo:margin-bottom="0.2cm"', f"{_BOLD} {_size(22)}"),
    "Subtitle": ("Standard", 'fo:margin-bottom="0.15cm"', f'fo:color="{_SOFT}" {_size(11.5)}'),
    "Caption": (
        "Standard",
        f'fo:margin-top="0.35cm" fo:margin-bottom="0.15cm" {_KEEP}',
        f"{_BOLD} {_size(10)}",
    ),
    "Jalons_20_Drawing": ("Text_20_body", _KEEP, ""),
    "Jalons_20_Note": (
        "Standard",
        f'{_BOX} fo:margin-top="0.3cm" fo:margin-bottom="0.3cm"',
        "",
    ),
    "List_20_Item": ("Standard", 'fo:margin-bottom="0.1cm"', ""),
    "Table_20_Contents": ("Standard", "", _size(_CELL)),
    "Table_20_Contents_20_Right": ("Table_20_Contents", _RIGHT, ""),
    "Table_20_Heading": ("Table_20_Contents", _KEEP, _BOLD),
    "Table_20_Heading_20_Right": ("Table_20_Heading", _RIGHT, ""),
    "Header": ("Standard", _RIGHT, f'fo:color="{_SOFT}" {_size(8.5)}'),
    "Contents_20_Heading": (
        "Standard",
        'fo:margin-top="0.5cm" fo:margin-bottom="0.2cm"',
        f'fo:color="{_GREEN}" {_BOLD} {_size(15)}',
    ),
}


def scaled(scale: float) -> str:
    """The name of the style of words smaller than those around."""
    return f"Scaled_{scale:.0%}".removesuffix("%")


def _paragraph(name: str, parent: str, paragraph: str, text: str, more: str = "") -> str:
    shown = escape(name.replace("_20_", " "))
    return (
        f'<style:style style:name="{name}" style:display-name="{shown}" style:family="paragraph" '
        f'style:parent-style-name="{parent}"{more}><style:paragraph-properties {paragraph}/>'
        f"<style:text-properties {text}/></style:style>"
    )


def _heading(level: int) -> str:
    return _paragraph(
        f"Heading_20_{level}",
        "Standard",
        'fo:margin-top="0.5cm" fo:margin-bottom="0.2cm" fo:keep-with-next="always"',
        f'fo:color="{_GREEN}" fo:font-weight="bold" fo:font-size="{_HEADINGS[level]}pt"',
        f' style:default-outline-level="{level}"',
    )


def _contents(level: int) -> str:
    name = f"Contents_20_{level}"
    indent = f'fo:margin-left="{(level - 1) * 0.5}cm" fo:margin-bottom="0.1cm"'
    return (
        f'<style:style style:name="{name}" style:display-name="Contents {level}" '
        'style:family="paragraph" style:parent-style-name="Standard">'
        f"<style:paragraph-properties {indent}><style:tab-stops>"
        '<style:tab-stop style:position="17cm" style:type="right" style:leader-style="dotted" '
        'style:leader-text="."/></style:tab-stops></style:paragraph-properties></style:style>'
    )


def styles(lang: str, country: str, head: str) -> str:
    """The styles, the page and its head (already escaped) and foot, in a language of a country."""
    paragraphs = "".join(_paragraph(name, *look) for name, look in _PARAGRAPHS.items())
    return (
        "<office:styles>"
        '<style:default-style style:family="paragraph"><style:paragraph-properties '
        'fo:orphans="2" fo:widows="2"/><style:text-properties fo:font-family="Arial, '
        'Liberation Sans, DejaVu Sans" fo:font-size="10.5pt" '
        f'fo:language="{lang}" fo:country="{country}"/></style:default-style>'
        '<style:style style:name="Standard" style:family="paragraph"/>'
        f"{paragraphs}{''.join(map(_heading, _HEADINGS))}{_contents(1)}{_contents(2)}"
        '<style:style style:name="Strong_20_Emphasis" style:display-name="Strong Emphasis" '
        'style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
        '<style:style style:name="Raised" style:family="text"><style:text-properties '
        'style:text-position="super 60%"/></style:style>'
        f"{_list('Bullets', _BULLET)}{_list('Numbers', _NUMBER)}</office:styles>"
        '<office:automatic-styles><style:page-layout style:name="A4">'
        '<style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm" '
        'fo:margin-left="20mm" fo:margin-right="20mm" fo:margin-top="15mm" '
        'fo:margin-bottom="15mm"/><style:header-style><style:header-footer-properties '
        'fo:min-height="9mm" fo:margin-bottom="5mm"/></style:header-style><style:footer-style>'
        '<style:header-footer-properties fo:min-height="9mm" fo:margin-top="5mm"/>'
        "</style:footer-style></style:page-layout></office:automatic-styles>"
        '<office:master-styles><style:master-page style:name="Standard" '
        'style:page-layout-name="A4"><style:header><text:p text:style-name="Header">'
        f'{head}</text:p></style:header><style:footer><text:p text:style-name="Header">'
        '<text:page-number text:select-page="current">1</text:page-number> / '
        "<text:page-count>1</text:page-count></text:p></style:footer></style:master-page>"
        "</office:master-styles>"
    )


_INDENT = (
    '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
    '<style:list-level-label-alignment text:label-followed-by="listtab" '
    'text:list-tab-stop-position="0.8cm" fo:text-indent="-0.6cm" fo:margin-left="0.8cm"/>'
    "</style:list-level-properties>"
)
_BULLET = (
    '<text:list-level-style-bullet text:level="1" text:bullet-char="•">'
    f"{_INDENT}</text:list-level-style-bullet>"
)
_NUMBER = (
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix=".">'
    f"{_INDENT}</text:list-level-style-number>"
)


def _list(name: str, level: str) -> str:
    return f'<text:list-style style:name="{name}">{level}</text:list-style>'


def automatic_styles(breaks: Iterable[str]) -> str:
    """The styles of tables and pictures, and of what starts a page."""
    new = "".join(
        f'<style:style style:name="New_{name}" style:family="paragraph" '
        f'style:parent-style-name="{name}"><style:paragraph-properties fo:break-before="page"/>'
        "</style:style>"
        for name in sorted(breaks)
    )
    small = "".join(
        f'<style:style style:name="{scaled(scale)}" style:family="text">'
        f"<style:text-properties {_size(round(_CELL * scale, 1))}/></style:style>"
        for scale in SCALES
        if scale < 1
    )
    return (
        '<style:style style:name="Table" style:family="table"><style:table-properties '
        'style:width="17cm" table:align="left" fo:margin-bottom="0.4cm"/></style:style>'
        '<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties '
        f'fo:padding="0.1cm" fo:border-bottom="0.5pt solid {_RULE}"/></style:style>'
        '<style:style style:name="Row" style:family="table-row"><style:table-row-properties '
        'fo:keep-together="always"/></style:style>'
        '<style:style style:name="Picture" style:family="graphic"><style:graphic-properties '
        'style:vertical-pos="top" style:vertical-rel="baseline"/></style:style>'
        f"{new}{small}"
    )
