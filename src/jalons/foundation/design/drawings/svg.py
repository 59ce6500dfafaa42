"""The one place where SVG is written: every text and attribute is escaped, no style, no script."""

from __future__ import annotations

from html import escape

_FORBIDDEN = ("style", "on")


class Markup(str):
    """Text that is already markup; anything else is escaped."""

    __slots__ = ()


_CAMEL = {"view_box": "viewBox", "preserve_aspect_ratio": "preserveAspectRatio"}


def tag(name: str, *children: str, **attributes: str | float | None) -> Markup:
    """An element: ``tag("rect", x="3%", fill_opacity=0.5)``.

    An underscore in an attribute name stands for a dash (``class_`` for ``class``), ``None`` leaves
    it out. Raises ``ValueError`` for what the content policy of the site forbids.
    """
    parts = [f"<{name}"]
    for key, value in attributes.items():
        if value is None:
            continue
        if key.startswith(_FORBIDDEN):
            raise ValueError(f"{key}: a strict content policy forbids this attribute")
        attribute = _CAMEL.get(key) or key.rstrip("_").replace("_", "-")
        parts.append(f' {attribute}="{_value(value)}"')
    if not children:
        return Markup("".join([*parts, "/>"]))
    inside = (child if isinstance(child, Markup) else escape(child) for child in children)
    return Markup("".join([*parts, ">", *inside, f"</{name}>"]))


def _value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else trim(value)


def trim(value: float) -> str:
    """A coordinate with one decimal at most."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"


def share(value: float) -> str:
    """A share (0 to 1) as a percentage of the width, clamped to the drawing."""
    return trim(100 * max(0.0, min(1.0, value))) + "%"
