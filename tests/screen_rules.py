"""What a screen asks of who reads it: its filled buttons, its words; the rule of one button.

With ``TEST_SCREENS``, the walk of every page writes each screen in that folder, for
``tools/screens``.
"""

from __future__ import annotations

import os
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from plain_words import ALONE

FOLDER = os.environ.get("TEST_SCREENS", "")
# The kinds of pages with no filled button: a line may be removed, none may be added.
BASELINE = Path(__file__).with_name("screens_without_button.txt")
SILENT = {"script", "style", "template", "svg", "option"}


class _Screen(HTMLParser):
    """The words and the filled buttons in ``main`` of a page, what is folded apart."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.filled: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self._folded: list[int] = []
        self._named: int | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ALONE:
            return
        values = dict(attrs)
        self._open.append(tag)
        if tag == "details" and "open" not in values:
            self._folded.append(len(self._open))
        classes = set((values.get("class") or "").split())
        is_filled = "button" in classes and not classes & {"quiet", "bad"}
        if is_filled and "disabled" not in values and self._in_main and not self._folded:
            self._named = len(self._open)
            self.filled.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._open:
            return
        while self._open.pop() != tag:
            pass
        self._folded = [depth for depth in self._folded if depth <= len(self._open)]
        if self._named and self._named > len(self._open):
            self._named = None

    def handle_data(self, data: str) -> None:
        if not self._in_main or set(self._open) & SILENT:
            return
        self.words += re.findall(r"\w[\w’'-]*", data)
        if self._named:
            self.filled[-1] = f"{self.filled[-1]} {data.strip()}".strip()

    @property
    def _in_main(self) -> bool:
        return "main" in self._open


def filled_buttons(html: str) -> list[str]:
    """The labels of the filled buttons of a page that one sees, folds closed."""
    return _Screen(html).filled


def words(html: str) -> int:
    """How many words the page has beside its frame, folds included."""
    return len(_Screen(html).words)


@cache
def kinds() -> dict[str, str]:
    """What draws the page of each URL name: the pages of registers are drawn alike."""
    from jalons.site.pages.named_pages import named_pages

    return {each["name"]: each["kind"].removeprefix("jalons.") for each in named_pages()}


@cache
def without_button() -> frozenset[str]:
    """The kinds of pages that may have no filled button."""
    return frozenset(BASELINE.read_text("utf-8").split())


def faults(name: str, html: str) -> list[str]:
    """What breaks the rule of one filled button on the page of this URL name."""
    if FOLDER:
        (Path(FOLDER) / f"{name}.html").write_text(html, "utf-8")
        return []
    found = filled_buttons(html)
    if len(found) > 1:
        return [f"several filled buttons: {', '.join(found)}"]
    if not found and kinds()[name] not in without_button():
        return [f"no filled button on {kinds()[name]}: give it the one next step"]
    return []
