"""A person in a real Chromium: clicks what reads so, types, and counts what it took.

Pages are redrawn often: what is clicked is found by its visible words, never by its place.
"""

from __future__ import annotations

import base64
import io
import json
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from jalons.webaudit.capture import Chromium, Identity, Tab
from jalons.webaudit.engine.errors import WebAuditError

SECONDS = 20.0
MOST_TABS = 400
FOUND = Path(__file__).with_name("found.js").read_text("utf-8")
MARKED = "[data-walked]"
FOCUSED = f"document.activeElement === document.querySelector('{MARKED}')"
REFUSED = """[...document.querySelectorAll("main :invalid:not(form,fieldset)")].map(e => e.name)
  .join()"""
# The browser draws the fields of its own for a day: their value is set at once.
SET = """(e => {{ e.{} = {};
  for (const name of ["input", "change"]) e.dispatchEvent(new Event(name, {{bubbles: true}}));
}})(document.activeElement)"""


class LostError(AssertionError):
    """A person does not find the way: what was wanted, and what the page shows."""


class Walker:
    """A tab, the acts of a person in it, and their number.

    With ``keyboard`` the same acts are made with Tab, Enter, Space and the arrows.
    """

    def __init__(self, tab: Tab, files: Path, home: str, *, keyboard: bool = False) -> None:
        self.tab, self.files, self.home, self.keyboard = tab, files, home, keyboard
        self.clicks = self.fields = 0
        self.trail: list[str] = []

    def sign_in(self, link: str) -> None:
        """Use a one-time link. It is not counted: whoever has an account is signed in."""
        self.tab.open(self.home + link)
        self.tab.click_and_wait("main form button")

    def start(self) -> None:
        """The home page, where counting begins."""
        self.tab.open(self.home + "/")
        self.clicks = self.fields = 0
        self.trail = []

    def click(self, *words: str, near: str = "", by: str = "") -> None:
        """Click the link, button, tab, fold or box that reads so; with ``near``, in that part.

        Several ``words``: the first that the page shows. ``by`` is the tab or the fold to open
        first where none of them is shown.
        """
        self._through(words, by)
        target = self._clicked(words, near)
        act = partial(self._press if self.keyboard else self._point, target)
        if target["moves"]:
            self._moves(act)
        else:
            act()

    def follow(self, *steps: str) -> None:
        """Click one after the other."""
        for step in steps:
            self.click(step)

    def fill(self, fields: Mapping[str, str]) -> None:
        """Write in several fields."""
        for label, value in fields.items():
            self.type(label, value)

    def type(self, label: str, value: str, *, near: str = "") -> None:
        """Write in the field of this label, in the place of what is there."""
        target = self._target("type", (label,), near)
        self.fields += 1
        self._focus(target)
        if target["kind"] in {"date", "datetime-local", "month", "time"}:
            self.tab.evaluate(SET.format("value", json.dumps(value)))
            return
        self.tab.evaluate("document.activeElement.select()")
        self.tab.send("Input.insertText", text=value)

    def choose(self, label: str, option: str, *, near: str = "") -> None:
        """Choose in a list the first option that contains these words; with the mouse only."""
        target = self._target("choose", (label,), near)
        self.clicks += 1
        self._focus(target)
        listed = target["options"]
        wanted = [each for each in listed if _even(option) in each]
        if not wanted:
            raise LostError(f"« {option} » is not offered by « {label} »: {listed}")
        self.tab.evaluate(SET.format("selectedIndex", listed.index(wanted[0])))

    def attach(self, file: Path, label: str = "") -> None:
        """Choose a file of the person's computer."""
        self._target("attach", (label,), "")
        self.clicks += 1
        self.tab.upload(MARKED, file)

    def download(self, *words: str, near: str = "", by: str = "") -> Path:
        """Click what gives a file, and wait for the whole of it."""
        self._through(words, by)
        before = set(self.files.iterdir())
        target = self._clicked(words, near)
        (self._press if self.keyboard else self._point)(target)
        ready: list[Path] = []

        def arrived() -> bool:
            new = set(self.files.iterdir()) - before
            ready[:] = [each for each in new if each.suffix != ".crdownload"]
            return bool(ready) and not [each for each in new if each.suffix == ".crdownload"]

        if not self.tab.pump(arrived, SECONDS):
            raise LostError(f"no file came from « {target['name']} »\n{self.seen()}")
        return ready[0]

    def see(self, *words: str, seconds: float = SECONDS) -> str:
        """The page, once it shows one of these words (a pattern); it may still be computing."""
        end = time.monotonic() + seconds
        pattern = "|".join(words)
        while not re.search(pattern, text := self.seen()):
            if time.monotonic() > end:
                raise LostError(f"« {pattern} » is not shown by {self.tab.url}\n{text}")
            self.wait(0.2)
        return text

    def shows(self, words: str) -> bool:
        """Whether the page shows this pattern now."""
        return re.search(words, self.seen()) is not None

    def offers(self, act: str, *words: str) -> bool:
        """Whether the page has something of these words to ``click``, ``type`` in or ``choose``."""
        return "problem" not in self._look(act, words, "")

    def fits(self) -> None:
        """Nothing of the page is beside the window."""
        wide, window = self.tab.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= window, f"{self.tab.url} is {wide} px wide in {window}"

    def printed(self) -> str:
        """The words of the page on paper."""
        paper = self.tab.send("Page.printToPDF", seconds=60)["data"]
        pages = PdfReader(io.BytesIO(base64.b64decode(paper))).pages
        return _even(" ".join(page.extract_text() for page in pages))

    def wait(self, seconds: float) -> None:
        """Read the page for some seconds, as people do."""
        self.tab.pump(lambda: False, seconds)

    def seen(self) -> str:
        """What the page shows, with plain spaces."""
        try:
            return _even(self.tab.text("body"))
        except WebAuditError:  # between two pages
            return ""

    def arrived(self, name: str, *, clicks: int, fields: int = 0) -> None:
        """The person has what they came for, within this number of clicks and typed fields."""
        if file := os.environ.get("TEST_CLICKS"):
            row = json.dumps([name, self.clicks, self.fields, self.trail], ensure_ascii=False)
            with Path(file).open("a", encoding="utf-8") as lines:
                lines.write(row + "\n")
        took = f"{self.clicks} clicks, {self.fields} fields: {' → '.join(self.trail)}"
        assert self.clicks <= clicks, took
        assert self.fields <= fields, took

    def _through(self, words: tuple[str, ...], by: str) -> None:
        if by and "problem" in self._look("click", words, ""):
            self.click(by)

    def _clicked(self, words: tuple[str, ...], near: str) -> dict[str, Any]:
        target = self._target("click", words, near)
        self.clicks += 1
        self.trail.append(target["name"])
        return target

    def _look(self, act: str, words: tuple[str, ...], near: str) -> dict[str, Any]:
        wanted = json.dumps([act, [_even(each) for each in words], _even(near)])
        found: dict[str, Any] = json.loads(self.tab.evaluate(f"{FOUND}(...{wanted})"))
        return found

    def _target(self, act: str, words: tuple[str, ...], near: str) -> dict[str, Any]:
        """What to act on, marked in the page; fails when it is not shown, or is covered."""
        end = time.monotonic() + 3  # a page may still be drawn
        while True:
            found = self._look(act, words, near)
            if "problem" not in found:
                return found
            if time.monotonic() > end:
                break
            self.wait(0.2)
        part = f" near « {near} »" if near else ""
        names = " | ".join(found.get("names", []))
        raise LostError(
            f"{act} « {' / '.join(words)} »{part}: {found['problem']} on {self.tab.url}\n"
            f"after {' → '.join(self.trail)}\noffered: {names}\n{self.seen()}"
        )

    def _point(self, target: dict[str, Any]) -> None:
        for kind in ("mousePressed", "mouseReleased"):
            self.tab.send("Input.dispatchMouseEvent", type=kind, x=target["x"], y=target["y"],
                          button="left", clickCount=1)  # fmt: skip

    def _focus(self, target: dict[str, Any]) -> None:
        if not self.keyboard:
            self.tab.evaluate(f"document.querySelector('{MARKED}').focus()")
            return
        for _ in range(MOST_TABS):
            if self.tab.evaluate(FOCUSED):
                return
            self.tab.press("Tab")
        raise LostError(f"Tab does not reach « {target['name']} » on {self.tab.url}")

    def _press(self, target: dict[str, Any]) -> None:
        if target["kind"] == "radio":
            self._press_radio(target)
        else:
            self._focus(target)
            self.tab.press("Space" if target["kind"] == "checkbox" else "Enter")

    def _press_radio(self, target: dict[str, Any]) -> None:
        """Tab enters a group of choices where one is made; arrows go round it."""
        group = f"document.activeElement.name === {json.dumps(target['group'])}"
        for _ in range(MOST_TABS):
            if self.tab.evaluate(group):
                break
            self.tab.press("Tab")
        for _ in range(20):
            if self.tab.evaluate(f"document.querySelector('{MARKED}').checked"):
                return
            self.tab.press("Space" if self.tab.evaluate(FOCUSED) else "ArrowDown")
        raise LostError(f"the arrows do not reach « {target['name']} »")

    def _moves(self, act: Callable[[], None]) -> None:
        """Act, then wait for the page it leads to, or for the script that changed this one."""
        self.tab.evaluate("window.walked = location.href; 1")
        marked = f"document.querySelector('{MARKED}')"
        moved = f"!window.walked || window.walked !== location.href || !{marked}"

        def there() -> bool:
            try:
                return bool(self.tab.evaluate(f"({moved}) && document.readyState === 'complete'"))
            except WebAuditError:  # between two pages
                return False

        act()
        if not self.tab.pump(there, SECONDS):
            wrong = self.tab.evaluate(REFUSED)  # what the browser itself refuses to send
            after = f"nothing follows {self.trail[-1:]} on {self.tab.url}"
            raise LostError(f"{after}, refused: {wrong}\n{self.seen()}")


@dataclass
class People:
    """Who uses a served demonstration: each role signs in once, whoever else is new each time."""

    chromium: Chromium
    home: str
    links: Mapping[str, str]
    files: Path
    stack: ExitStack
    _known: dict[str, Identity] = field(default_factory=dict)

    @contextmanager
    def walking(
        self, role: str = "", *, keyboard: bool = False, javascript: bool = True, width: int = 1280
    ) -> Iterator[Walker]:
        """Somebody at the home page: of a role of the demonstration, or unknown to it."""
        with ExitStack() as stack:
            visitor = self._known.get(role) or self._visitor(self.stack if role else stack)
            tab = self.chromium.tab(visitor, width=width, height=800, javascript=javascript)
            walker = Walker(stack.enter_context(tab), self.files, self.home, keyboard=keyboard)
            if role and role not in self._known:
                walker.sign_in(self.links[role])
                self._known[role] = visitor
            walker.start()
            yield walker

    def _visitor(self, stack: ExitStack) -> Identity:
        visitor = stack.enter_context(self.chromium.identity())
        self.chromium.wire.call(
            "Browser.setDownloadBehavior", behavior="allow", downloadPath=str(self.files),
            browserContextId=visitor.browser_context,
        )  # fmt: skip
        return visitor


def _even(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("’", "'")).strip()
