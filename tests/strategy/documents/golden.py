"""The words of every document of the two sample authorities.

``PYTHONPATH=src:tests python tests/strategy/documents/golden.py`` writes them again, to be read
over in the difference before they are committed.
"""

from html.parser import HTMLParser
from pathlib import Path

from jalons.foundation.documents import html
from jalons.strategy.documents import write
from jalons.strategy.engine.statutory.decree import DocumentKind
from strategy.documents.sample_material import empty, full

FOLDER = Path(__file__).parent / "golden"
AUTHORITIES = {"full": full, "empty": empty}


class _Words(HTMLParser):
    """The text of a page, one line per block; drawings and styles are left out."""

    def __init__(self, page):
        super().__init__()
        self.lines, self.hidden = [""], 0
        self.feed(page)

    def handle_starttag(self, tag, _attrs):
        self.hidden += tag in {"svg", "style", "head"}
        if tag in {"p", "li", "h1", "h2", "h3", "h4", "tr", "dt", "caption", "figcaption"}:
            self.lines.append("#" * int(tag[1]) + " " if tag[0] == "h" else "")
        if tag in {"td", "th", "dd"} and self.lines[-1]:
            self.lines[-1] += " | "

    def handle_endtag(self, tag):
        self.hidden -= tag in {"svg", "style", "head"}

    def handle_data(self, data):
        if not self.hidden and data.strip():
            self.lines[-1] += data.replace("\n", " ")


def spaced(text):
    """A text whose spaces are all plain: which one does not break is not what is tested here."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def told(material):
    """Every document of an authority in French, as text."""
    parts = []
    for kind in DocumentKind:
        page = html.page(write(kind, material, "fr").tree)
        lines = (line.strip() for line in _Words(page).lines)
        parts += [f"===== {kind.value}", *(line for line in lines if line), ""]
    return spaced("\n".join(parts))


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, make in AUTHORITIES.items():
        (FOLDER / f"{name}.txt").write_text(told(make()), encoding="utf-8")
