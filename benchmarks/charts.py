"""Compare ways to draw one chart on the server: bytes, time, memory, and what a strict CSP forbids.

    python -m venv VENV && VENV/bin/pip install pygal matplotlib drawsvg svg.py django
    VENV/bin/python benchmarks/charts.py

Each candidate draws the same stacked bars (12 types × 4 stages) in a process of its own; one that
is not installed is skipped. The decision is in docs/decisions/0003-charts.md.
"""

from __future__ import annotations

import gzip
import importlib.util
import io
import json
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from html import escape

STAGES = ("Fabrication", "Distribution", "Utilisation", "Fin de vie")
TYPES = tuple(f"Équipement <b>{letter}</b> & co" for letter in "ABCDEFGHIJKL")
VALUES = [[400 / (i + 1), 30 / (i + 1), 120 / (i + 2), 9.0] for i in range(len(TYPES))]
ROUNDS = 200


def strings() -> Callable[[], str]:
    """Formatted strings of the standard library, as our own charts do."""

    def draw() -> str:
        top = max(map(sum, VALUES))
        head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 360" role="img"'
        out = [f"{head}><title>Empreinte</title><desc>Par type</desc>"]
        for row, (name, values) in enumerate(zip(TYPES, VALUES, strict=True)):
            y = 30 * row
            out.append(f'<text x="0" y="{y + 18}">{escape(name)}</text>')
            x = 200.0
            for rank, value in enumerate(values, 1):
                width = 480 * value / top
                out.append(
                    f'<rect class="f{rank}" x="{x:.1f}" y="{y + 6}"'
                    f' width="{width:.1f}" height="16"/>'
                )
                x += width
        return "".join([*out, "</svg>"])

    return draw


def django_template() -> Callable[[], str]:
    """The same drawing by a Django template, geometry computed beforehand."""
    from django.conf import settings
    from django.template import Context, Engine

    settings.configure(USE_I18N=False)
    source = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 360" role="img"><title>Empreinte'
        "</title><desc>Par type</desc>{% for name, y, bars in rows %}"
        '<text x="0" y="{{ y }}">{{ name }}</text>{% for rank, x, width in bars %}'
        '<rect class="f{{ rank }}" x="{{ x }}" y="{{ y }}" width="{{ width }}" height="16"/>'
        "{% endfor %}{% endfor %}</svg>"
    )
    template = Engine().from_string(source)

    def draw() -> str:
        top = max(map(sum, VALUES))
        rows = []
        for row, (name, values) in enumerate(zip(TYPES, VALUES, strict=True)):
            x, bars = 200.0, []
            for rank, value in enumerate(values, 1):
                width = 480 * value / top
                bars.append((rank, f"{x:.1f}", f"{width:.1f}"))
                x += width
            rows.append((name, 30 * row, bars))
        return str(template.render(Context({"rows": rows})))

    return draw


def svg_py() -> Callable[[], str]:
    """svg.py: typed elements, no layout."""
    import svg

    def draw() -> str:
        top = max(map(sum, VALUES))
        elements: list[svg.Element] = [svg.Title(text="Empreinte"), svg.Desc(text="Par type")]
        for row, (name, values) in enumerate(zip(TYPES, VALUES, strict=True)):
            y = 30 * row
            elements.append(svg.Text(x=0, y=y + 18, text=name))
            x = 200.0
            for rank, value in enumerate(values, 1):
                width = round(480 * value / top, 1)
                elements.append(
                    svg.Rect(class_=[f"f{rank}"], x=round(x, 1), y=y + 6, width=width, height=16)
                )
                x += width
        return str(svg.SVG(viewBox=svg.ViewBoxSpec(0, 0, 720, 360), elements=elements))

    return draw


def drawsvg() -> Callable[[], str]:
    """drawsvg: elements, no layout."""
    import drawsvg as dw

    def draw() -> str:
        top = max(map(sum, VALUES))
        drawing = dw.Drawing(720, 360)
        drawing.append_title("Empreinte")
        for row, (name, values) in enumerate(zip(TYPES, VALUES, strict=True)):
            y = 30 * row
            drawing.append(dw.Text(name, 13, 0, y + 18))
            x = 200.0
            for rank, value in enumerate(values, 1):
                width = 480 * value / top
                drawing.append(
                    dw.Rectangle(round(x, 1), y + 6, round(width, 1), 16, class_=f"f{rank}")
                )
                x += width
        return str(drawing.as_svg())

    return draw


def pygal() -> Callable[[], str]:
    """Pygal, with all it can leave out."""
    import pygal as lib

    def draw() -> str:
        chart = lib.HorizontalStackedBar(
            js=[], disable_xml_declaration=True, pretty_print=False, print_values=False
        )
        chart.title = "Empreinte"
        chart.x_labels = TYPES
        for rank, stage in enumerate(STAGES):
            chart.add(stage, [row[rank] for row in VALUES])
        return str(chart.render(is_unicode=True))

    return draw


def matplotlib() -> Callable[[], str]:
    """Matplotlib's SVG backend, text as text."""
    import matplotlib as lib

    lib.use("svg")
    lib.rcParams["svg.fonttype"] = "none"
    from matplotlib.figure import Figure

    def draw() -> str:
        figure = Figure(figsize=(7.2, 3.6))
        axes = figure.subplots()
        left = [0.0] * len(TYPES)
        for rank, stage in enumerate(STAGES):
            values = [row[rank] for row in VALUES]
            axes.barh(TYPES, values, left=left, label=stage)
            left = [a + b for a, b in zip(left, values, strict=True)]
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Title": "Empreinte"})
        return out.getvalue()

    return draw


CANDIDATES: dict[str, tuple[Callable[[], Callable[[], str]], str]] = {
    "strings": (strings, ""),
    "django_template": (django_template, "django"),
    "svg_py": (svg_py, "svg"),
    "drawsvg": (drawsvg, "drawsvg"),
    "pygal": (pygal, "pygal"),
    "matplotlib": (matplotlib, "matplotlib"),
}


def measure(name: str) -> dict[str, float | int | str | bool]:
    """What one candidate costs, in this process."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    draw = CANDIDATES[name][0]()
    text = draw()
    first = time.perf_counter() - start
    rounds = ROUNDS if name != "matplotlib" else ROUNDS // 10
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        draw()
        times.append(time.perf_counter() - start)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {
        "candidate": name,
        "bytes": len(text.encode()),
        "gzip": len(gzip.compress(text.encode(), 6)),
        "nodes": len(re.findall(r"<[a-zA-Z]", text)),
        "first_ms": round(first * 1000, 1),
        "median_ms": round(statistics.median(times) * 1000, 3),
        "memory_mb": round(memory / 1024, 1),
        "style_attributes": len(re.findall(r"\sstyle=", text)),
        "style_elements": text.count("<style"),
        "scripts": text.count("<script"),
        "title": text.count("<title"),
        "desc": text.count("<desc"),
        "escapes_text": "<b>" not in text,
    }


def main() -> None:
    """Print the table of all candidates that are installed."""
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1])))
        return
    rows = []
    for name, (_, package) in CANDIDATES.items():
        if package and importlib.util.find_spec(package) is None:
            print(f"{name}: not installed, skipped", file=sys.stderr)
            continue
        done = subprocess.run(
            [sys.executable, __file__, name], capture_output=True, text=True, check=True
        )
        rows.append(json.loads(done.stdout))
    print("| " + " | ".join(rows[0]) + " |")
    print("|" + "---|" * len(rows[0]))
    for row in rows:
        print("| " + " | ".join(str(value) for value in row.values()) + " |")


if __name__ == "__main__":
    main()
