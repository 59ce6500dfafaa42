"""SVG made safe to put inside a page: checked, named, and serialised again."""

from __future__ import annotations

from functools import lru_cache
from xml.etree import ElementTree

from jalons.foundation.documents.tree import DocumentError, Picture, carried

_SVG = "{http://www.w3.org/2000/svg}"
_INK = "#1d6640"  # what currentColor means where the page's own colour does not reach
_FORBIDDEN = {"script", "style", "foreignObject", "image", "iframe", "a"}


def inline_svg(picture: Picture, *, style: str = "") -> str:
    """The ``<svg>`` of a picture for an HTML page, with its alternative text as title and label.

    ``style`` is CSS put inside the drawing, for readers that do not apply the page's own to it.
    Raises ``DocumentError`` (``picture_invalid``).
    """
    root = _parse(picture.svg)
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        _look_at(element)
    if root.tag != "svg":
        raise DocumentError("picture_invalid", reason=f"<{root.tag}>")
    for old in root.findall("title"):
        root.remove(old)
    title = ElementTree.Element("title")
    label = carried(picture.alternative)
    title.text = label
    root.insert(0, title)
    if style:
        rules = ElementTree.Element("style")
        rules.text = style
        root.insert(1, rules)
        root.attrib.setdefault("color", _INK)
    root.attrib.pop("aria-hidden", None)
    root.attrib.update({"role": "img", "aria-label": label})
    root.tail = None
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


@lru_cache(maxsize=32)
def png(svg: str, *, style: str, width: int = 640) -> tuple[bytes, int, int]:
    """A drawing as PNG, for readers that draw no SVG: its bytes, width and height in CSS pixels.

    Twice as fine as it is large, on white. Raises ``DocumentError`` (``picture_invalid``,
    ``format_unavailable``).
    """
    try:
        import resvg_py
    except ImportError as error:
        raise DocumentError("format_unavailable", package="resvg-py") from error
    drawn = inline_svg(Picture(svg, "-"), style=style)
    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own output
    height = _height(root, width)
    root.attrib.update({"xmlns": _SVG[1:-1], "width": str(width), "height": str(height)})
    try:
        content = resvg_py.svg_to_bytes(
            svg_string=ElementTree.tostring(root, encoding="unicode"),
            background="#ffffff",
            zoom=2,
        )
    except ValueError as error:
        raise DocumentError("picture_invalid", reason=str(error)) from error
    return bytes(content), width, height


def _height(root: ElementTree.Element, width: int) -> int:
    """The height of a drawing laid out on ``width``: its own, or the one its view box gives."""
    box = root.get("viewBox", "").replace(",", " ").split()
    height = root.get("height", "")
    try:
        if len(box) == 4:
            return max(1, round(width * float(box[3]) / float(box[2])))
        return max(1, round(float(height.removesuffix("px"))))
    except (ValueError, ZeroDivisionError, OverflowError):
        return round(width * 9 / 16)


def _parse(svg: str) -> ElementTree.Element:
    try:
        # drawn by this product; expat bounds the expansion of entities by itself
        return ElementTree.fromstring(svg)  # noqa: S314
    except (ElementTree.ParseError, ValueError) as error:
        raise DocumentError("picture_invalid", reason=str(error)) from error


def _look_at(element: ElementTree.Element) -> None:
    """Refuse what could run, or reach outside of the drawing."""
    if element.tag.startswith("{") or element.tag in _FORBIDDEN:
        raise DocumentError("picture_invalid", reason=f"<{element.tag}>")
    for name, value in list(element.attrib.items()):
        local = name.rpartition("}")[2]
        outside = local == "href" and not value.startswith("#")
        if local.lower().startswith("on") or local == "style" or outside or "url(" in value:
            raise DocumentError("picture_invalid", reason=f"{local}=")
        if name != local:
            del element.attrib[name]
            element.set(local, value)
