"""Points of a map over OGC API – Features: what `/ogc` serves in a second, beside pygeoapi.

    python benchmarks/twin_features.py [--features 20000] [--pygeoapi PYTHON]

Starts a broker of its own on a throw-away file and asks it with `wrk` (Debian package, 4
connections): a page of items at any offset, the items of a box, those of one value of a property.
With `--pygeoapi` and the Python of an environment that has pygeoapi and gunicorn, the same features
are put in a GeoPackage with a spatial index and an index of the property (pygeoapi's provider
SQLiteGPKG; it needs the Debian package libsqlite3-mod-spatialite), served by one worker, and
queried by the same requests in the same run: then ratios are printed. Answers are compared first:
the same requests must select the same features.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from twin_broker import REPORT, broker

BATCH, SHOWN = 1_000, 20
NAMES = ("page", "box", "value")
GPKG = """
import json, sqlite3, sys
points = json.load(sys.stdin)
base = sqlite3.connect(sys.argv[1])
base.enable_load_extension(True)
run = base.execute
run("SELECT load_extension('mod_spatialite.so')")
run("SELECT gpkgCreateBaseTables()")
run("SELECT gpkgInsertEpsgSRID(4326)") if not run(
    "SELECT 1 FROM gpkg_spatial_ref_sys WHERE srs_id = 4326").fetchall() else None
run("CREATE TABLE points (fid INTEGER PRIMARY KEY, name TEXT, circuit TEXT, powerRating REAL)")
run("INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)"
    " VALUES ('points', 'features', 'points', 4326)")
run("SELECT gpkgAddGeometryColumn('points', 'geom', 'POINT', 0, 0, 4326)")
base.executemany("INSERT INTO points (fid, name, circuit, powerRating, geom)"
    " VALUES (?, ?, ?, ?, gpkgMakePoint(?, ?, 4326))", points)
run("SELECT gpkgAddSpatialIndex('points', 'geom')")
run("CREATE INDEX points_circuit ON points (circuit)")
base.execute("PRAGMA application_id = 1196444487")
base.commit()
"""


def points(count: int) -> list[tuple[int, str, str, float, float, float]]:
    """Lamps on a grid of a town: number, name, circuit, power, longitude, latitude."""
    return [
        (n, f"lamp {n}", f"C{n % 400}", 40.0 + n % 60, -1.7 + n % 200 / 1e3, 48.0 + n // 200 / 1e3)
        for n in range(1, count + 1)
    ]


def entity(point: tuple[int, str, str, float, float, float]) -> dict[str, Any]:
    """A lamp as an entity."""
    number, name, circuit, power, lon, lat = point
    return {
        "id": f"urn:ngsi-ld:Lamp:{number:06}",
        "type": "Lamp",
        "name": {"type": "Property", "value": name},
        "circuit": {"type": "Property", "value": circuit},
        "powerRating": {"type": "Property", "value": power},
        "location": {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [lon, lat]}},
    }


def script(name: str, path: str, count: int) -> str:
    """The requests of a measure, for wrk."""
    path_of = {
        "page": f"'?limit={SHOWN}&offset=' .. (n * 7919 % {count - SHOWN})",
        "box": f"string.format('?limit={SHOWN}&bbox=%.4f,%.4f,%.4f,%.4f',"
        " x, y, x + 0.01, y + 0.01)",
        "value": f"'?limit={SHOWN}&circuit=C' .. (n % 400)",
    }[name]
    return f"""
local n = 0
function request()
  n = n + 1
  local x = -1.7 + (n * 37 % 190) / 1000 + 0.0005
  local y = 48 + (n * 53 % {count // 200 - 10}) / 1000 + 0.0005
  return wrk.format("GET", "{path}" .. {path_of})
end
{REPORT}"""


def wrk(url: str, text: str, seconds: int) -> dict[str, float]:
    """Requests a second and the 95th percentile of latency in milliseconds."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(text)
        file.flush()
        command = ["wrk", "-t1", "-c4", f"-d{seconds}s", "--timeout", "30s", "-s", file.name, url]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"FIGURES (.*)", output)
    if found is None:
        sys.exit(output)
    rate, _, p95, _, refused, _ = (float(x) for x in found.group(1).split())
    if refused:
        sys.exit(f"{refused:.0f} requests were refused by {url}")
    return {"per_second": rate, "p95_ms": p95}


def memory(pid: int) -> float:
    """The resident memory of a process and its children, in megabytes."""
    total = 0
    for each in [str(pid), *_children(pid)]:
        text = Path(f"/proc/{each}/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+)", text)
        total += int(found.group(1)) if found else 0
    return total / 1000


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()


def selected(url: str, path: str) -> list[tuple[int, list[str]]]:
    """What three requests select: how many features, and their names."""
    found = []
    for query in (
        f"?limit={SHOWN}&offset=40",
        f"?limit={SHOWN}&bbox=-1.6995,48.0005,-1.6895,48.0105",
        f"?limit={SHOWN * 10}&circuit=C7",
    ):
        with urllib.request.urlopen(url + path + query + "&f=json", timeout=60) as answer:
            features = json.load(answer)["features"]
        found.append((len(features), sorted(each["properties"]["name"] for each in features)))
    return [(number, names if at == 2 else []) for at, (number, names) in enumerate(found)]


def measured(url: str, path: str, pid: int, options: argparse.Namespace) -> dict[str, Any]:
    """Each figure of a server."""
    figures: dict[str, Any] = {"selected": selected(url, path)}
    for name in NAMES:
        figures[name] = wrk(url, script(name, path, options.features), options.seconds)
    return figures | {"memory_mb": memory(pid)}


def ours(options: argparse.Namespace) -> dict[str, Any]:
    """The figures of our broker."""
    every = [entity(point) for point in points(options.features)]
    with tempfile.TemporaryDirectory() as folder:
        store = options.store or f"sqlite:///{folder}/twin.db"
        with broker(store, "normal") as running:
            for at in range(0, len(every), BATCH):
                running.send("POST", "/entityOperations/upsert", every[at : at + BATCH])
            url = running.url.removesuffix("/ngsi-ld/v1")
            return measured(url, "/ogc/collections/Lamp/items", running.pid, options)


CONFIG = """
server:
  bind: {{host: 127.0.0.1, port: {port}}}
  url: 'http://127.0.0.1:{port}'
  mimetype: application/json
  encoding: utf-8
  language: en-US
  pretty_print: false
  limits: {{default_items: 20, max_items: 1000}}
  map: {{url: 'http://127.0.0.1/', attribution: none}}
logging: {{level: ERROR}}
metadata:
  identification: {{title: t, description: d, keywords: [k], keywords_type: theme,
    terms_of_service: none, url: 'http://127.0.0.1/'}}
  license: {{name: none, url: 'http://127.0.0.1/'}}
  provider: {{name: none, url: 'http://127.0.0.1/'}}
  contact: {{name: none, email: none@example.org}}
resources:
  points:
    type: collection
    title: points
    description: points
    keywords: [k]
    links: []
    extents:
      spatial:
        bbox: [-180, -90, 180, 90]
        crs: 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'
    providers:
      - {{type: feature, name: SQLiteGPKG, data: '{data}', id_field: fid, table: points}}
"""


@contextlib.contextmanager
def pygeoapi(python: Path, features: int) -> Iterator[tuple[str, int]]:
    """The address and the process of pygeoapi on the same features, while it is measured."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data, config, api = folder / "points.gpkg", folder / "config.yml", folder / "openapi.yml"
        subprocess.run(
            [str(python), "-c", GPKG, str(data)],
            input=json.dumps(points(features)), text=True, check=True,
        )  # fmt: skip
        config.write_text(CONFIG.format(port=port, data=data), encoding="utf-8")
        env = os.environ | {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(api)}
        made = [str(python.parent / "pygeoapi"), "openapi", "generate", str(config)]
        made += ["--output-file", str(api)]
        subprocess.run(made, env=env, check=True, stdout=subprocess.DEVNULL)
        command = [str(python), "-m", "gunicorn", "--worker-class", "gthread"]
        command += ["--workers", "1", "--threads", "1"]  # its provider is not for several threads
        command += ["--bind", f"127.0.0.1:{port}", "--log-level", "error"]
        process = subprocess.Popen([*command, "pygeoapi.flask_app:APP"], env=env)
        url = f"http://127.0.0.1:{port}"
        try:
            for _ in range(600):
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(url, timeout=1).read()
                    break
                time.sleep(0.05)
            yield url, process.pid
        finally:
            process.terminate()
            process.wait(timeout=30)


def main() -> None:
    """Measure, and print a line a figure."""
    parser = argparse.ArgumentParser(description="What OGC API – Features serves in a second.")
    parser.add_argument("--features", type=int, default=20_000)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--store", default="", help="an empty store; a throw-away file when none")
    parser.add_argument("--pygeoapi", type=Path, help="the python of an environment that has it")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing: apt-get install wrk")
    figures = {"jalons": ours(options)}
    if options.pygeoapi:
        with pygeoapi(options.pygeoapi, options.features) as (url, pid):
            figures["pygeoapi"] = measured(url, "/collections/points/items", pid, options)
        if figures["jalons"]["selected"] != figures["pygeoapi"]["selected"]:
            sys.exit(f"they do not select the same: {figures}")
    for server, found in figures.items():
        for name in NAMES:
            rate, p95 = found[name]["per_second"], found[name]["p95_ms"]
            print(f"{server:9} {name:6} {rate:9,.1f} a second, p95 {p95:8,.2f} ms")
        print(f"{server:9} memory {found['memory_mb']:9,.1f} MB")
    if "pygeoapi" not in figures:
        print("pygeoapi was not named (--pygeoapi PYTHON): no ratio")
    else:
        mine, other = figures["jalons"], figures["pygeoapi"]
        for name in NAMES:
            print(f"ratio     {name:6} {mine[name]['per_second'] / other[name]['per_second']:9.1f}")
        print(f"ratio     memory {mine['memory_mb'] / other['memory_mb']:9.2f}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
