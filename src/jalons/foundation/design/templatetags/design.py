"""The components, as template tags available in every template."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.http import QueryDict
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from jalons import wording
from jalons.foundation.design import narrow
from jalons.foundation.design.components import Column, Milestone, Tab, Table, as_cell
from jalons.foundation.design.drawings.band import BandScale, render_band
from jalons.foundation.design.drawings.charts import Drawing, render
from jalons.foundation.design.page_language import lang
from jalons.foundation.design.ticks import Ticks
from jalons.foundation.design.weight import PLACEHOLDER
from jalons.kernel import Interval

register = template.Library()


# Links and actions --------------------------------------------------------------------------------


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


def _button_class(*, quiet: bool, bad: bool = False) -> str:
    return "button" + (" quiet" if quiet else "") + (" bad" if bad else "")


@register.simple_tag
def button(label: str, url: str = "", *, quiet: bool = False, bad: bool = False) -> SafeString:
    """A link dressed as a button when it has ``url``; else the button that sends its form."""
    css = _button_class(quiet=quiet, bad=bad)
    if url:
        return format_html('<a class="{}" href="{}">{}</a>', css, url, label)
    return format_html('<button class="{}">{}</button>', css, label)


@register.inclusion_tag("design/parts/post_button.html", takes_context=True)
def post_button(
    context: Context, label: str, url: str, *, quiet: bool = False, bad: bool = False
) -> dict[str, Any]:
    """A button that changes something: its own form, sent by POST."""
    css = _button_class(quiet=quiet, bad=bad)
    return {"csrf_token": context.get("csrf_token", ""), "label": label, "url": url, "css": css}


@register.simple_block_tag
def actions(content: str) -> SafeString:
    """The row of next steps: one filled button, at most two quiet ones."""
    return format_html('<div class="actions">{}</div>', content)


@register.inclusion_tag("design/parts/undo.html", takes_context=True)
def undo(context: Context, text: str, url: str, label: str = "") -> dict[str, Any]:
    """What was done, and the button that undoes it."""
    return {
        "csrf_token": context.get("csrf_token", ""),
        "text": text,
        "url": url,
        "label": label or _("Undo"),
    }


@register.inclusion_tag("design/parts/confirm.html", takes_context=True)
def confirm(context: Context, text: str, label: str, back: str) -> dict[str, Any]:
    """A question before an act that cannot be undone; the form posts to the page itself."""
    return {
        "csrf_token": context.get("csrf_token", ""),
        "text": text,
        "label": label,
        "back": back,
    }


@register.inclusion_tag("design/parts/tabs.html")
def tabs(label: str, tabs: Iterable[Tab]) -> dict[str, Any]:
    """The views of a page, one shown at a time; ``label`` names them for who does not see them."""
    return {"label": label, "tabs": tabs}


@register.simple_tag
def breadcrumb(*parts: str, trail: Iterable[str] = ()) -> SafeString:
    """Where this page sits: ``label url label url … label``; the last label has no address.

    ``trail`` goes on after ``parts``. Nothing for a page that is under no other.
    """
    whole = [*parts, *trail]
    whole = whole[: len(whole) - (len(whole) + 1) % 2]
    if len(whole) == 1:
        return SafeString()
    pairs = zip(whole[::2], [*whole[1::2], ""], strict=False)
    items = format_html_join(
        "",
        "<li>{}</li>",
        (
            (format_html('<a href="{}">{}</a>', url, label),)
            if url
            else (format_html('<span aria-current="page">{}</span>', label),)
            for label, url in pairs
        ),
    )
    return format_html(
        '<nav class="wrap crumbs" aria-label="{}"><ol>{}</ol></nav>', _("You are here"), items
    )


# Figures ------------------------------------------------------------------------------------------


@register.simple_tag
def band(value: Interval, unit: str, maximum: float | None = None) -> SafeString:
    """An interval on its scale, from 0 to ``maximum`` (a round value above it by default)."""
    scale = BandScale.of(value, unit, lang(), maximum)
    label = _("%(range)s, central value %(mid)s; scale from %(start)s to %(end)s") % {
        "range": wording.format_interval(value, unit, lang()),
        "mid": wording.format_central(value, unit, lang()),
        "start": scale.start_words,
        "end": scale.end_words,
    }
    return mark_safe(render_band(value, unit, scale, label, lang()))  # noqa: S308 — escaped


@register.inclusion_tag("design/parts/figure.html")
def figure(
    value: Interval | float | None, unit: str, label: str = "", *, band: bool = True
) -> dict[str, Any]:
    """A figure with its unit and, when it is uncertain, its interval drawn and said."""
    exact = not isinstance(value, Interval)
    whole = Interval.exact(value) if isinstance(value, int | float) else value
    if whole is None:
        return {"mid": None, "label": label}
    if exact:
        text = wording.format_quantity(whole.mid, unit, lang())
        mid, _space, written = text.partition(wording.NO_BREAK)
        return {"mid": mid, "unit": written, "label": label, "uncertain": False}
    shown = wording.show(whole, unit, lang())
    return {
        "mid": wording.with_unit(shown.mid, "%", lang()) if shown.unit == "%" else shown.mid,
        "unit": "" if shown.unit == "%" else shown.unit,
        "label": label,
        "uncertain": whole.low != whole.high,
        "interval": whole,
        "kernel_unit": unit,
        "band": band,
    }


@register.simple_tag
def status(kind: str, label: str) -> SafeString:
    """A state in a word: ok, late, walk (on the way) or idle (not assessed)."""
    return format_html('<span class="status {}">{}</span>', kind, label)


@register.simple_tag
def doubt(*, confirmed: bool = False) -> str:
    """The one mark for a source to confirm, which leads to the page of sources; none when it is.

    It stands beside a fact, small, and says what it means to who listens to the page.
    """
    url = url_if_any("sources")
    if confirmed or not url:
        return ""
    label = _("source to confirm")
    return format_html(
        '<a class="doubt" href="{}" title="{}" aria-label="{}">?</a>', url, label, label
    )


@register.simple_tag
def inbar(share: float) -> SafeString:
    """A thin bar under a cell, ``share`` (0 to 1) of its width; the cell says the number."""
    width = f"{100 * max(0.0, min(1.0, share)):.1f}"
    return format_html(
        '<svg class="inbar" aria-hidden="true"><rect width="{}%" height="6" rx="2"/></svg>', width
    )


@register.simple_tag
def chart(drawing: Drawing) -> SafeString:
    """A chart drawn on the server; the table with the same numbers goes beside it."""
    return mark_safe(render(drawing, lang()))  # noqa: S308 — every text is escaped in charts


@register.inclusion_tag("design/parts/progress.html")
def progress(value: float, maximum: float, label: str, text: str = "") -> dict[str, Any]:
    """How far a job is, as a bar and in words."""
    share = value / maximum if maximum else 0.0
    return {
        "value": f"{value:g}",
        "maximum": f"{maximum:g}",
        "label": label,
        "text": text or wording.format_percent(share, lang()),
    }


# Blocks -------------------------------------------------------------------------------------------


@register.simple_block_tag
def note(content: str, kind: str = "info") -> SafeString:
    """A remark set apart: info, warn, bad or good. Its first words say which."""
    return format_html('<div class="note {}">{}</div>', kind, content)


@register.simple_block_tag
def card(content: str, title: str = "", ambition: int = 0, level: int = 3) -> SafeString:
    """A card; ``ambition`` (1 to 3) gives its ink, ``level`` the rank of its heading."""
    css = f"card a{ambition}" if ambition else "card"
    heading = format_html("<h{0}>{1}</h{0}>", level, title) if title else ""
    return format_html('<section class="{}">{}{}</section>', css, heading, content)


@register.simple_block_tag
def empty(content: str, title: str, level: int = 2) -> SafeString:
    """An empty state: what to bring and how long it takes."""
    return format_html('<div class="empty"><h{0}>{1}</h{0}>{2}</div>', level, title, content)


@register.simple_block_tag
def explain(content: str, summary: str = "", *, open: bool = False) -> SafeString:  # noqa: A002 — the attribute of <details>
    """An answer folded under its question, “Comment c’est calculé” by default."""
    return format_html(
        "<details{}><summary>{}</summary>{}</details>",
        mark_safe(" open") if open else "",
        summary or _("How this is computed"),
        content,
    )


@register.simple_block_tag
def facts(content: str) -> SafeString:
    """A list of facts, each a ``{% fact %}``."""
    return format_html('<dl class="facts">{}</dl>', content)


@register.simple_block_tag
def fact(content: str, term: str) -> SafeString:
    """One fact: its term, and the block as its value."""
    return format_html("<dt>{}</dt><dd>{}</dd>", term, mark_safe(content.strip()))  # noqa: S308 — a rendered block


# Lists and tables ---------------------------------------------------------------------------------


@register.simple_tag
def steps(current: int, *labels: str) -> SafeString:
    """The steps of a task, the ``current`` one (from 1) marked; done ones are said to be."""

    def item(position: int, label: str) -> SafeString:
        if position < current:
            done = format_html(' <span class="hidden">{}</span>', _("(done)"))
            return format_html('<li class="done">{}{}</li>', label, done)
        attribute = mark_safe(' aria-current="step"' if position == current else "")  # noqa: S308 — constants
        return format_html("<li{}>{}</li>", attribute, label)

    items = format_html_join("", "{}", ((item(i, label),) for i, label in enumerate(labels, 1)))
    return format_html('<ol class="steps" aria-label="{}">{}</ol>', _("Steps"), items)


@register.inclusion_tag("design/parts/path.html")
def path(milestones: Iterable[Milestone], title: str = "", level: int = 2) -> dict[str, Any]:
    """The path of the nine milestones, under their three ambitions."""
    names = (_("Equality"), _("Environment"), _("Territory"))
    found = sorted(milestones, key=lambda milestone: milestone.number)
    ambitions = [
        (rank, name, [milestone for milestone in found if milestone.ambition == rank])
        for rank, name in enumerate(names, 1)
    ]
    return {"ambitions": ambitions, "title": title or _("The path"), "tag": f"h{level}"}


def _query(context: Context, **changes: str) -> str:
    """The query of the current page with some parameters changed."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for key, value in changes.items():
        query[key] = value
    return query.urlencode()


def _heading(context: Context, column: Column, sorted_by: str) -> dict[str, Any]:
    key = sorted_by.lstrip("-")
    active = bool(column.sort) and column.sort == key
    descending = sorted_by.startswith("-")
    following = f"-{column.sort}" if active and not descending else column.sort
    return {
        "label": column.label,
        "numeric": column.numeric,
        "url": f"?{_query(context, sort=following)}" if column.sort else "",
        "order": ("descending" if descending else "ascending") if active else "",
    }


@register.inclusion_tag("design/parts/table.html", takes_context=True)
def table(context: Context, table: Table) -> dict[str, Any]:
    """A data table: bars in its cells, headings that sort by plain links, totals at its foot."""
    numeric = [column.numeric for column in table.columns]

    def cells(row: Iterable[Any]) -> list[tuple[Any, bool]]:
        return [(as_cell(cell), right) for cell, right in zip(row, numeric, strict=True)]

    return {
        "table": table,
        "headings": [_heading(context, column, table.sorted_by) for column in table.columns],
        "rows": [cells(row) for row in table.rows],
        "total": cells(table.total) if table.total else None,
    }


@register.simple_block_tag
def scroll(content: str, label: str = "", *, by: str = "") -> SafeString:
    """A table in a region that scrolls by keyboard; on a phone its rows become names and values.

    ``label`` names the region, or ``by`` is the identifier of the words that do.
    """
    table = narrow.labelled(content)
    return format_html(
        '<div class="scroll{}" role="region" tabindex="0" {}="{}">{}</div>',
        " pairs" if narrow.is_wide(table) else "",
        "aria-labelledby" if by else "aria-label",
        by or label,
        mark_safe(table),  # noqa: S308 — the template around escaped it
    )


@register.inclusion_tag("design/parts/pagination.html", takes_context=True)
def pagination(
    context: Context, page: Page[Any], label: str = "", *, form: str = ""
) -> dict[str, Any]:
    """Where one is in a long list, and the way to the pages around.

    ``form`` is the identifier of a form of the page whose values go with it: what is ticked.
    """
    before = page.previous_page_number() if page.has_previous() else 0
    after = page.next_page_number() if page.has_next() else 0
    return {
        "page": page,
        "label": label or _("Pages"),
        "form": form,
        "before": f"?{_query(context, page=str(before))}" if before else "",
        "after": f"?{_query(context, page=str(after))}" if after else "",
    }


@register.inclusion_tag("design/parts/ticked.html", takes_context=True)
def ticked_aside(context: Context, ticks: Ticks) -> dict[str, Any]:
    """What is ticked and is not in the list shown, to go with the form ``filter``."""
    query = context["request"].GET.copy()
    query.pop(ticks.name, None)
    return {"ticks": ticks, "without": query.urlencode()}


@register.inclusion_tag("design/parts/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """The summary of what to correct in a form, each line a link to its field."""
    return {
        "fields": [field for field in form if field.errors] if form.is_bound else [],
        "general": form.non_field_errors() if form.is_bound else [],
    }


@register.simple_tag(takes_context=True)
def autosave(context: Context) -> SafeString:
    """The attribute of a form whose text is stored as one types; the page loads ``autosave.js``."""
    try:
        address = reverse("draft", query={"page": context["request"].path})
    except NoReverseMatch:
        return SafeString("")
    return format_html('data-autosave="{}"', address)


@register.inclusion_tag("design/parts/meetings.html")
def form_meetings(form: BaseForm) -> dict[str, Any]:
    """The fields of a merging form that two people changed; stands inside its ``form`` element."""
    return {"form": form}


# The frame ----------------------------------------------------------------------------------------


@register.simple_tag
def mark() -> SafeString:
    """The mark of the product: a surveyor's stake with its flag."""
    return mark_safe(
        '<svg class="mark" width="20" height="26" viewBox="0 0 20 26" aria-hidden="true">'
        '<path d="M5 0v26M0 25h11" fill="none" stroke="currentColor" stroke-width="2"/>'
        '<path class="flag" d="M5 1h14l-4 4.500 4 4.500H5z"/></svg>'
    )


@register.simple_tag
def page_weight() -> SafeString:
    """The place where the middleware writes what the page weighs."""
    return mark_safe(PLACEHOLDER)  # noqa: S308 — a constant
