"""The figures of the screens: clicks to each first figure, words, buttons, width, wrong words.

``python tools/screens.py`` prints them as Markdown, in about five minutes on two cores:

- clicks: the journeys of ``tests/journeys``, walked in Chromium;
- words: each page of a demonstration that is served and followed by its links, at 360 px;
- buttons, width, wrong words: the same, and each address of the product with its sample.

``--baseline`` writes ``tests/screens_without_button.txt`` again from the samples, and stops.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[1]
TESTS = REPOSITORY / "tests"
PATHS = [str(REPOSITORY / "src"), str(TESTS)]
sys.path[:0] = PATHS
WALK = "tests/foundation/accounts/test_every_page.py"
STYLE = REPOSITORY / "src/jalons/foundation/design/static/design/jalons.css"
FOR_MAKERS = ("/conception/", "/api/", "/sources/")
WIDTH = 360
LONGEST = 10


@dataclass(frozen=True)
class Screen:
    """A page as it was seen: its address or its URL name, its HTML, its width in pixels."""

    name: str
    html: str
    width: int


def pytest(*arguments: str, **variables: str) -> subprocess.Popen[bytes]:
    """Tests in a process of their own; what they write is all that is wanted of them."""
    command = [sys.executable, "-m", "pytest", "-q", "--no-migrations", *arguments]
    environment = os.environ | variables
    return subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=subprocess.DEVNULL)


def dumped(folder: Path) -> subprocess.Popen[bytes]:
    """Each address with its sample, written in a folder."""
    folder.mkdir()
    wanted = "to_members_by_their_role or test_public_pages"
    return pytest(WALK, "-n", "1", "-k", wanted, TEST_SCREENS=str(folder))


def of_samples(chromium: Any, folder: Path) -> Iterator[Screen]:
    """The screens of the samples, shown at 360 px with the style of the house."""
    style = f"<style>{STYLE.read_text('utf-8')}</style></head>"
    with chromium.tab(width=WIDTH, height=740) as tab:
        tab.open("about:blank")
        frame = tab.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        for file in sorted(folder.glob("*.html")):
            html = file.read_text("utf-8")
            shown = html.replace("</head>", style if 'rel="stylesheet"' in html else "</head>", 1)
            tab.send("Page.setDocumentContent", frameId=frame, html=shown)
            width = tab.evaluate("document.documentElement.scrollWidth")
            yield Screen(file.stem, html, width)


def of_demonstration(chromium: Any) -> Iterator[Screen]:
    """The screens of a demonstration, found by their links, as who administers it sees them."""
    from browser.test_crawl import walked
    from jalons.webaudit.capture.survey import sign_in
    from jalons.webaudit.cli.product import Product

    with Product() as product, chromium.identity() as visitor:
        link = product.sign_in_links()["administrator"]
        sign_in(chromium, visitor, link, role="administrator")
        with chromium.tab(visitor, width=WIDTH, height=740) as tab:
            for path, found in walked(tab, product.address):
                if path.startswith(FOR_MAKERS):
                    continue
                yield Screen(path, f"<!doctype html>{found['html']}", found["width"])


def table(heads: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    """A table in Markdown."""
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def clicks_of(file: Path) -> list[tuple[Any, ...]]:
    """What each journey took."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return [tuple(row[:3]) for row in sorted(rows)]


def report(samples: list[Screen], seen: list[Screen], clicks: list[tuple[Any, ...]]) -> str:
    """All the figures."""
    from plain_words import found_in_page, words_of
    from screen_rules import filled_buttons, words

    buttons = {each.name: filled_buttons(each.html) for each in samples}
    seen_buttons = {each.name: filled_buttons(each.html) for each in seen}
    lengths = sorted(((words(each.html), each.name) for each in seen), reverse=True)
    counts = [count for count, _name in lengths]
    wrong = {
        each.name: found_in_page(words_of(each.html))
        for each in (*samples, *seen) if '<html lang="fr"' in each.html
    }  # fmt: skip
    wide = [(each.width, each.name) for each in (*samples, *seen) if each.width > WIDTH]
    none = sorted(name for name, found in buttons.items() if not found)
    several = [
        (name, ", ".join(found))
        for name, found in (buttons | seen_buttons).items()
        if len(found) > 1
    ]
    spoken = [(name, "; ".join(found)) for name, found in wrong.items() if found]
    figures = [
        ("templates with a sample", len(samples)),
        ("pages of the demonstration", len(seen)),
        ("words per page of the demonstration, median", round(statistics.median(counts))),
        ("the same, nine pages of ten under", round(statistics.quantiles(counts, n=10)[8])),
        (f"pages wider than {WIDTH} px", len(wide)),
        ("samples without a filled button", len(none)),
        (
            "pages of the demonstration without one",
            sum(not found for found in seen_buttons.values()),
        ),
        ("pages with several filled buttons", len(several)),
        ("pages with English or workshop words", len(spoken)),
    ]
    parts = [
        table(("figure", "value"), figures),
        table(("from the home page to", "clicks", "typed fields"), clicks),
        table(("words", "the longest pages"), lengths[:LONGEST]),
        table(("pixels", f"wider than {WIDTH} px"), wide),
        table(("page", "several filled buttons"), several),
        table(("page", "English or workshop words"), spoken),
        "Samples without a filled button: " + ", ".join(none) + ".",
    ]
    return "\n\n".join(parts)


def write_baseline(folder: Path) -> None:
    """The kinds of the samples without a filled button, as they are now."""
    from screen_rules import BASELINE, filled_buttons, kinds

    none = {
        kinds()[file.stem]
        for file in folder.glob("*.html") if not filled_buttons(file.read_text("utf-8"))
    }  # fmt: skip
    BASELINE.write_text("\n".join(sorted(none)) + "\n", "utf-8")


def main() -> None:
    """Print the figures, or write the baseline."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--baseline", action="store_true")
    options = parser.parse_args()
    os.environ["PYTHONPATH"] = os.pathsep.join(PATHS)
    os.environ["DJANGO_SETTINGS_MODULE"] = "instance_settings"
    with tempfile.TemporaryDirectory(prefix="jalons-screens-") as name:
        import django

        from jalons.webaudit.capture import Chromium

        folder, file = Path(name) / "samples", Path(name) / "clicks.jsonl"
        walk = dumped(folder)
        try:
            django.setup()
            os.environ.pop("DJANGO_SETTINGS_MODULE")  # of this process, not of those it starts
            if options.baseline:
                walk.wait()
                write_baseline(folder)
                return
            file.touch()
            with Chromium(shared=2) as chromium:
                seen = list(of_demonstration(chromium))
                walk.wait()
                journeys = pytest("tests/journeys", "-m", "browser", TEST_CLICKS=str(file))
                samples = list(of_samples(chromium, folder))
            journeys.wait()
        finally:
            walk.kill()
        print(report(samples, seen, clicks_of(file)))


if __name__ == "__main__":
    main()
