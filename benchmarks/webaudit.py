"""The web audit beside other tools: scores, grams, sizes of archives, time, and repeats.

    npm install --prefix FOLDER @tgwf/co2@0.19.0 chrome-har
    git clone https://github.com/sitespeedio/pagexray CLONE
    python benchmarks/webaudit.py [--node FOLDER] [--pagexray CLONE]

Pages are served on this machine only. Without an option its comparison is left out, and said so.
The last run is in the README of the room.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import tempfile
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from jalons.webaudit.capture import AxeSource, Chromium
from jalons.webaudit.capture.measuring import Options, audit, measure
from jalons.webaudit.capture.tab import Tab
from jalons.webaudit.engine.carbon import page_view_g
from jalons.webaudit.engine.ecoindex import ecoindex
from jalons.webaudit.engine.har import read_har
from jalons.webaudit.engine.measure import PageMeasure
from jalons.webaudit.engine.resource import is_icon
from jalons.webaudit.store import carbon_model, ecoindex_method, rgaa_reference

# elements, requests, kB: raw score; score, letter of ecoindex_compute 5.10.0 (Python), of
# ecoindex 2.0.1 (JavaScript, raw score; it answers false on the last line)
REFERENCE = (
    (0, 0, 0, 100, 100, "A", "A"),
    (1, 1, 1, 98.5052, 99, "A", "A"),
    (47, 2, 1.37, 95, 95, "A", "A"),
    (100, 100, 100, 72.0158, 72, "B", "B"),
    (600, 40, 1024, 60.9172, 61, "C", "C"),
    (693, 78, 2420, 43.6823, 44, "D", "D"),
    (1500, 90, 3200, 25.1067, 25, "F", "E"),
    (2479, 281, 8037.54, 5, 5, "G", "G"),
    (594601, 3920, 223212.26, 0, 0, "G", "G"),
)
AXE = Path("node_modules/axe-core/axe.min.js")
SIZES = (0, 1, 999, 1e5, 1e6, 2.5e6, 1e7, 1e9)
CO2 = """const {co2} = require("@tgwf/co2");
const model = new co2({model: "swd", version: 4});
const grid = {gridIntensity: {device: 44.18, dataCenter: 44.18, network: 44.18}};
const both = n => [model.perByte(n), model.perByteTrace(n, false, grid).co2];
console.log(JSON.stringify(SIZES.map(both)));"""
XRAY = """const xray = require("./lib/index.js"), fs = require("fs");
const read = f => xray.convert(JSON.parse(fs.readFileSync(f, "utf8")), {includeAssets: true});
const asset = a => ({url: a.url, body: a.transferSize, head: a.headerSize, size: a.contentSize});
const pages = f => read(f).map(p => p.assets.map(asset));
console.log(JSON.stringify(process.argv.slice(1).map(pages)));"""
HAR = """const {harFromMessages} = require("chrome-har"), fs = require("fs");
const options = {includeTextFromResponseBody: true};
console.log(JSON.stringify(harFromMessages(JSON.parse(fs.readFileSync(0, "utf8")), options)));"""


def scores() -> None:
    """EcoIndex against the values of two implementations, raw and rounded first."""
    method = ecoindex_method()
    raw = worst = 0.0
    letters = 0
    for dom, requests, kb, expected, rounded, python, javascript in REFERENCE:
        ours = ecoindex(method, dom_nodes=dom, requests=requests, size_kb=kb)
        same = ecoindex(method, dom_nodes=dom, requests=requests, size_kb=kb, compat="python")
        raw, worst = max(raw, abs(ours.score - expected)), max(worst, abs(same.score - rounded))
        letters += (ours.grade != javascript) + (same.grade != python)
    print(
        f"EcoIndex: {len(REFERENCE)} reference pages, worst raw difference {raw:.1e} (limit 1e-4),"
    )
    print(f"  rounded first {worst:g}, letters that differ {letters} of {2 * len(REFERENCE)}")


def grams(node: Path) -> None:
    """Grams of a page view against co2.js, on the grids of the world and of France."""
    theirs = json.loads(_node(node, CO2.replace("SIZES", json.dumps(SIZES))))
    model, worst = carbon_model(), 0.0
    for size, (world, french) in zip(SIZES, theirs, strict=True):
        ours = page_view_g(model, size)
        ours_fr = page_view_g(model, size, grid_g_per_kwh=model.french_g_per_kwh)
        worst = max(worst, abs(ours - world), abs(ours_fr - french))
    print(
        f"SWDM 4: {2 * len(SIZES)} values, worst difference with co2.js {worst:.1e} g (limit 1e-9)"
    )


def archives(clone: Path) -> None:
    """Requests and bytes, icons and the -1 of unknown sizes left out of both."""
    with tempfile.TemporaryDirectory() as folder:
        bare = [] if (clone / ".git").exists() else [f"--git-dir={clone}"]
        command = ["git", *bare, "archive", "HEAD", "lib", "test/files"]
        packed = subprocess.run(command, cwd=clone, capture_output=True, check=True)
        subprocess.run(["tar", "x", "-C", folder], input=packed.stdout, check=True)
        files = sorted(Path(folder).rglob("*.har"))
        theirs = json.loads(_node(Path(folder), XRAY, *map(str, files)))
        pages = requests = same = sized = 0
        for file, assets in zip(files, theirs, strict=True):
            content = file.read_bytes()
            for page, listed in zip(read_har(content), assets, strict=True):
                rows = [r for r in listed if not is_icon(r["url"], ())]
                pages += 1
                requests += page.requests == len(rows)
                if b'"_transferSize"' not in content:  # pagexray does not read it
                    sized += 1
                    bytes_ = sum(max(r["body"], 0) + max(r["head"], 0) for r in rows)
                    same += abs(page.transferred_kb * 1000 - bytes_) < 0.5
    print(
        f"HAR: {len(files)} files of pagexray, {pages} pages; same number of requests in {requests}"
    )
    print(f"  same bytes in {same} of the {sized} pages of files without _transferSize")


def visits(node: Path | None) -> None:
    """Ten pages served here, timed; repeats; an archive of one made by another tool."""
    with tempfile.TemporaryDirectory() as folder:
        _write_site(Path(folder))
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        site = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            _timed([f"{site}/page{n}.html" for n in range(10)])
            _compared(f"{site}/page3.html", node)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _timed(urls: list[str]) -> None:
    pages: list[PageMeasure] = []
    before, start = _cpu(), time.monotonic()
    axe = AxeSource(AXE.read_text("utf-8")) if AXE.exists() else None
    audit(
        urls,
        Options(allow_private=True, delay=0, axe=axe, rules=rgaa_reference()),
        on_page=pages.append,
    )
    wall, cpu = time.monotonic() - start, _cpu() - before
    scored = sum(page.scorable for page in pages)
    rules = "with" if axe else "without"
    print(f"10 pages: {scored} scored {rules} axe-core in {wall:.1f} s,")
    print(f"  {cpu:.1f} s of processor, browser and all")


def _compared(url: str, node: Path | None) -> None:
    options = Options(allow_private=True, runs=3)
    with Chromium() as chromium:
        (live,) = measure(chromium, url, options)
        identical = all(least == most for least, most in live.spread.values())
        print(f"3 repeats of a static page identical: {identical} {live.spread}")
        if node is None:
            print("HAR and live: left out (--node)")
            return
        with chromium.tab() as tab:
            events = _events(tab, url)
    (read,) = read_har(_node(node, HAR, text=json.dumps(events)).encode())
    for name, page in (("live", live), ("HAR of chrome-har", read)):
        score = ecoindex(
            ecoindex_method(),
            dom_nodes=page.dom_nodes or 0,
            requests=page.requests,
            size_kb=page.transferred_kb,
        ).score
        row = f"{page.dom_nodes} elements, {page.requests} requests, {page.transferred_kb:.3f} kB"
        print(f"  {name}: {row}, EcoIndex {score:.4f}")


def _events(tab: Tab, url: str) -> list[dict[str, object]]:
    """All that the browser says of the load of a page, the pictures at its end too."""
    events: list[dict[str, object]] = []
    tab.send("Network.setCacheDisabled", cacheDisabled=True)
    tab.send("Page.setLifecycleEventsEnabled", enabled=True)
    tab.listen(events.append)
    tab.open(url)
    tab.pump(lambda: False, 1.5)
    for event in events:
        params = event.get("params", {})
        if event.get("method") == "Network.responseReceived" and params["type"] == "Document":
            answer = tab.send("Network.getResponseBody", requestId=params["requestId"])
            params["response"]["body"] = answer["body"]
    return [event for event in events if "method" in event]


def _write_site(folder: Path) -> None:
    """Ten pages of growing length, with a style sheet and pictures, without a script."""
    (folder / "style.css").write_text("p { margin: 1em }\n" * 400, "utf-8")
    for n in range(10):
        (folder / f"picture{n}.svg").write_text(
            '<svg xmlns="http://www.w3.org/2000/svg">' + "<path d='M0 0h9'/>" * 500 * n + "</svg>",
            "utf-8",
        )
        rows = "".join(f"<tr><td>{i}<td>mot" for i in range(60 * n))
        pictures = "".join(f'<img alt="" src="picture{i}.svg">' for i in range(n))
        (folder / f"page{n}.html").write_text(
            '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title>'
            '<link rel="stylesheet" href="style.css"></head><body><main><h1>Essai</h1>'
            f"<table>{rows}</table>{pictures}</main></body></html>",
            "utf-8",
        )


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


def _node(folder: Path, script: str, *arguments: str, text: str = "") -> str:
    done = subprocess.run(
        ["node", "-e", script, *arguments],
        cwd=folder,
        input=text,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _cpu() -> float:
    """Processor seconds of this process and of the ended ones it started."""
    own, ended = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime


def main() -> None:
    """Print each comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--node", type=Path)
    parser.add_argument("--pagexray", type=Path)
    options = parser.parse_args()
    scores()
    if options.node:
        grams(options.node)
    if options.pagexray:
        archives(options.pagexray)
    visits(options.node)


if __name__ == "__main__":
    main()
