"""The components, as template tags available in every template."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from jalons.foundation.design.weight import PLACEHOLDER

register = template.Library()


@register.simple_tag
def url_if_any(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page, or an empty string while nobody has defined it."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.simple_tag
def link(
    name: str,
    label: str,
    *args: Any,
    li: bool = False,
    fallback: bool = False,
    css: str = "",
    **kwargs: Any,
) -> str:
    """A link to a named page; nothing (or the bare label, ``fallback``) while it does not exist.

    ``li=True`` wraps it in a list item, so that a missing page leaves no empty one.
    """
    url = url_if_any(name, *args, **kwargs)
    if not url:
        return label if fallback else ""
    classes = format_html(' class="{}"', css) if css else ""
    anchor = format_html('<a href="{}"{}>{}</a>', url, classes, label)
    return format_html("<li>{}</li>", anchor) if li else anchor


@register.simple_tag
def mark() -> SafeString:
    """The mark of the product: a surveyor's stake with its flag."""
    return mark_safe(  # noqa: S308 — a constant
        '<svg class="mark" width="20" height="26" viewBox="0 0 20 26" aria-hidden="true">'
        '<path d="M5 0v26M0 25h11" fill="none" stroke="currentColor" stroke-width="2"/>'
        '<path class="flag" d="M5 1h14l-4 4.500 4 4.500H5z"/></svg>'
    )


@register.simple_tag
def page_weight() -> SafeString:
    """The place where the middleware writes what the page weighs."""
    return mark_safe(PLACEHOLDER)  # noqa: S308 — a constant
