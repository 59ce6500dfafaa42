"""The styles and lists of a Word document: its own, by their names, and ours where it has none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

CELL_SIZE = 19  # half points of the words of a table
GREEN, SOFT, RULE = "14432A", "545C56", "D8D5CA"
_FONT = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial" w:eastAsia="Arial"/>'
_BOX = (
    '<w:pBdr><w:left w:val="single" w:sz="24" w:space="8" w:color="234E8C"/></w:pBdr>'
    '<w:shd w:val="clear" w:color="auto" w:fill="F1EFE7"/>'
)


_APART = "<w:keepNext/>"
_DOTS = '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9628"/></w:tabs>'


def _space(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _look(size: int, color: str = "", *, bold: bool = False) -> str:
    """The font, weight, colour and size (in half points) of words."""
    weight = "<w:b/>" if bold else ""
    ink = f'<w:color w:val="{color}"/>' if color else ""
    return f'{_FONT}{weight}{ink}<w:sz w:val="{size}"/>'


def _heading(level: int) -> tuple[tuple[str, ...], str, str]:
    size = {1: 30, 2: 25, 3: 22}.get(level, 21)
    return (
        (f"heading {level}", f"titre {level}"),
        f'{_APART}<w:keepLines/>{_space(280, 100)}<w:outlineLvl w:val="{level - 1}"/>',
        _look(size, GREEN, bold=True),
    )


# role → the names it goes by in templates (the first is Word's own), paragraph and run properties
PARAGRAPHS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "body": (("normal",), '<w:spacing w:after="140" w:line="276" w:lineRule="auto"/>', _look(21)),
    "title": (("title", "titre"), _space(0, 120), _look(44, "1C2320", bold=True)),
    "subtitle": (("subtitle", "sous-titre"), _space(0, 80), _look(23, SOFT)),
    "caption": (
        ("caption", "légende"),
        f"{_APART}{_space(200, 80)}",
        _look(20, "1C2320", bold=True),
    ),
    "note": (("jalons note",), f"{_BOX}{_space(160, 160)}", ""),
    "cell": (("jalons cell", "jalons cellule"), _space(30, 30), f'<w:sz w:val="{CELL_SIZE}"/>'),
    "list": (("list paragraph", "paragraphe de liste"), _space(0, 60), ""),
    "contents": (
        ("toc heading", "en-tête de table des matières"),
        f"{_APART}{_space(280, 100)}",
        _look(30, GREEN, bold=True),
    ),
    "toc1": (("toc 1", "tm 1"), f"{_DOTS}{_space(0, 60)}", ""),
    "toc2": (("toc 2", "tm 2"), f'{_DOTS}{_space(0, 60)}<w:ind w:left="300"/>', ""),
    **{f"h{level}": _heading(level) for level in range(1, 7)},
}
TABLES = ("table grid", "grille du tableau")
LINKS = ("hyperlink", "lien hypertexte")


def ns(root: Any) -> str:
    """The declaration of the one namespace styles are written in."""
    return f'xmlns:w="{root.nsmap["w"]}"'


@dataclass(slots=True)
class StyleSheet:
    """The styles of one document; ``ours`` lets our look replace that of the styles it has."""

    root: Any  # the w:styles element
    ours: bool
    ids: dict[tuple[str, str], str] = field(default_factory=dict)  # kind and name → id

    def __post_init__(self) -> None:
        w = f"{{{self.root.nsmap['w']}}}"
        for style in self.root.findall(f"{w}style"):
            name = style.find(f"{w}name")
            if name is not None:
                key = (style.get(f"{w}type"), name.get(f"{w}val").lower())
                self.ids.setdefault(key, style.get(f"{w}styleId"))

    def paragraph(self, role: str) -> str:
        """The id of the paragraph style of a role, written when the document has none."""
        names, paragraph, run = PARAGRAPHS[role]
        found = self._found("paragraph", names)
        if found and not self.ours:
            return found
        style_id = found or self._free("Jalons" + role.capitalize())
        self._write(
            "paragraph", style_id, names[0],
            f"{'' if role == 'body' else self._based()}<w:qFormat/>"
            f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr>",
            default=role == "body",
        )  # fmt: skip
        return style_id

    def link(self) -> str:
        """The id of the character style of links."""
        found = self._found("character", LINKS)
        if found:
            return found
        style_id = self._free("JalonsLink")
        look = f'<w:rPr><w:color w:val="{GREEN}"/><w:u w:val="single"/></w:rPr>'
        self._write("character", style_id, LINKS[0], look)
        return style_id

    def table(self) -> str | None:
        """The id of the table style of the template; nothing when it has none, or in our own."""
        return None if self.ours else self._found("table", TABLES)

    def speak(self, lang: str) -> None:
        """Say which language the words are in, for readers and screen readers."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        at = self.root
        for number, name in enumerate(("w:docDefaults", "w:rPrDefault", "w:rPr", "w:lang")):
            child = at.find(qn(name))
            if child is None:
                child = OxmlElement(name)
                at.insert(0, child) if number < 2 else at.append(child)
            at = child
        at.set(qn("w:val"), lang)

    def _based(self) -> str:
        return f'<w:basedOn w:val="{self.paragraph("body")}"/>'

    def _found(self, kind: str, names: tuple[str, ...]) -> str | None:
        return next((self.ids[kind, name] for name in names if (kind, name) in self.ids), None)

    def _free(self, style_id: str) -> str:
        taken = set(self.ids.values())
        while style_id in taken:
            style_id += "x"
        return style_id

    def _write(
        self, kind: str, style_id: str, name: str, inside: str, *, default: bool = False
    ) -> None:
        from docx.oxml import parse_xml
        from docx.oxml.ns import qn

        mark = ' w:default="1"' if default else ""
        style = parse_xml(
            f'<w:style {ns(self.root)} w:type="{kind}"{mark} w:styleId="{style_id}">'
            f'<w:name w:val="{name}"/>{inside}</w:style>'
        )
        for old in self.root.findall(qn("w:style")):
            if old.get(qn("w:styleId")) == style_id:
                self.root.remove(old)
        self.root.append(style)
        self.ids[kind, name] = style_id


@dataclass(slots=True)
class Lists:
    """The lists of one document, numbered apart from those it already has."""

    root: Any  # the w:numbering element
    next_id: int = 0
    bullet: int | None = None

    def __post_init__(self) -> None:
        from docx.oxml.ns import qn

        numbers = [int(each.get(qn("w:numId"))) for each in self.root.findall(qn("w:num"))]
        shapes = self.root.findall(qn("w:abstractNum"))
        numbers += [int(shape.get(qn("w:abstractNumId"))) for shape in shapes]
        self.next_id = max(numbers, default=0) + 1

    def bullets(self) -> int:
        """The id of the list without order, the same for all."""
        if self.bullet is None:
            self.bullet = self._new("bullet", "•")
        return self.bullet

    def numbers(self) -> int:
        """The id of a new list in order, which starts at one."""
        return self._new("decimal", "%1.")

    def _new(self, shape: str, text: str) -> int:
        from docx.oxml import parse_xml
        from docx.oxml.ns import qn

        found, self.next_id = self.next_id, self.next_id + 1
        abstract = parse_xml(
            f'<w:abstractNum {ns(self.root)} w:abstractNumId="{found}">'
            f'<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            f'<w:numFmt w:val="{shape}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="480" w:hanging="340"/></w:pPr></w:lvl></w:abstractNum>'
        )
        first = self.root.find(qn("w:num"))
        if first is None:
            self.root.append(abstract)
        else:
            first.addprevious(abstract)
        shaped = f'<w:abstractNumId w:val="{found}"/>'
        self.root.append(parse_xml(f'<w:num {ns(self.root)} w:numId="{found}">{shaped}</w:num>'))
        return found
