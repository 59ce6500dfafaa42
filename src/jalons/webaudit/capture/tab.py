"""A tab: acting on a page as a person would, with mouse, keyboard and forms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jalons.webaudit.capture.target import PAGE_SECONDS, Target
from jalons.webaudit.engine.errors import WebAuditError

KEYS: Mapping[str, tuple[str, int]] = {
    "Tab": ("", 9),
    "Enter": ("\r", 13),
    "Escape": ("", 27),
    "Space": (" ", 32),
    "ArrowLeft": ("", 37),
    "ArrowUp": ("", 38),
    "ArrowRight": ("", 39),
    "ArrowDown": ("", 40),
}
SHIFT = 8

_FOCUSED = """(() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const label = e.labels && e.labels.length ? e.labels[0].innerText : "";
  const name = e.getAttribute("aria-label") || label || e.innerText || e.value || e.title || "";
  return `${e.localName}${e.id ? "#" + e.id : ""} ${name.trim().replace(/\\s+/g, " ")}`.trim();
})()"""


class Tab(Target):
    """An open tab and the acts of a person in it."""

    def text(self, selector: str = "body") -> str:
        """The visible text of the first element that matches."""
        return str(self.on(selector, "return e.innerText"))

    def fill(self, selector: str, value: str) -> None:
        """Replace the content of a field by typed text, or choose the option of a list."""
        kind = self.on(
            selector,
            "e.focus(); if (e.select && e.localName !== 'select') e.select(); return e.localName",
        )
        if kind == "select":
            self.on(
                selector,
                f"e.value = {json.dumps(value)};"
                " e.dispatchEvent(new Event('change', {bubbles: true})); return true",
            )
            return
        self.send("Input.insertText", text=value)

    def click(self, selector: str) -> None:
        """Click the middle of the first element that matches, with the mouse."""
        x, y = self.on(
            selector,
            "e.scrollIntoView({block: 'center', behavior: 'instant'});"
            " const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]",
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def click_and_wait(self, selector: str, *, seconds: float = PAGE_SECONDS) -> None:
        """Click what leads to another page, and wait for that page. Raises ``page_slow``."""
        self.leave(lambda: self.click(selector), seconds)

    def press(self, key: str, *, shift: bool = False) -> None:
        """Press one key: a name of ``KEYS`` or a single character."""
        text, code = KEYS.get(key, (key, ord(key[0].upper())))
        common: dict[str, Any] = {
            "key": " " if key == "Space" else key,
            "code": key if key in KEYS else "",
            "windowsVirtualKeyCode": code,
            "modifiers": SHIFT if shift else 0,
        }
        typed: dict[str, Any] = {"text": text} if text else {}
        self.send("Input.dispatchKeyEvent", **common, **typed, type="keyDown")
        self.send("Input.dispatchKeyEvent", **common, type="keyUp")

    def press_and_wait(self, key: str, *, seconds: float = PAGE_SECONDS) -> None:
        """Press the key that leads to another page, and wait for that page."""
        self.leave(lambda: self.press(key), seconds)

    def upload(self, selector: str, *files: Path) -> None:
        """Put files in a file field."""
        root = self.send("DOM.getDocument", depth=0)["root"]["nodeId"]
        node = self.send("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        if not node:
            raise WebAuditError("element_missing", selector=selector, url=self.url)
        paths = [str(file.absolute()) for file in files]
        self.send("DOM.setFileInputFiles", nodeId=node, files=paths)

    def focus_order(self, *, limit: int = 100) -> list[str]:
        """What Tab reaches from the top of the page, in order: tag, id and accessible name."""
        self.evaluate("document.activeElement && document.activeElement.blur()")
        reached: list[str] = []
        while len(reached) < limit:
            self.press("Tab")
            focused = self.evaluate(_FOCUSED)
            if focused is None or (reached and focused == reached[0]):
                break
            reached.append(focused)
        return reached
