"""Publish and read signed repositories, beside python-tuf's own client on the same lists.

``python benchmarks/federation.py [--files 1000] [--sources 2000]``: processor time of this process
for a publication, then for the reading of sources where nothing changed: in a folder, over HTTP on
this machine (its server is another process), and by the client that python-tuf has (all lists read
and verified each time). Needs the extra ``federation``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tuf.ngclient import Updater

from jalons.federation.engine.sharing import SharedFile, SharingTerritory
from jalons.federation.engine.sources import TrustedLists
from jalons.federation.store.client import Harvester, updater_of
from jalons.federation.store.fetching import FolderPlace, PlaceFetcher
from jalons.federation.store.keys import Secrets
from jalons.federation.store.repository import Repository
from jalons.federation.store.sqlite import SqliteSources
from jalons.kernel.network.addresses import Reach

PORT = 18_734


def files(count: int) -> dict[str, SharedFile]:
    """Action sheets of about 1 kB."""
    found = {}
    for number in range(count):
        sheet = {"title": f"Fiche {number}", "description": "Moins d’écrans, plus longtemps. " * 30}
        path = f"action/{number:04d}.json"
        found[path] = SharedFile(content=json.dumps(sheet).encode(), kind="action", uid=path,
                                 title=sheet["title"], licence="etalab-2.0")  # fmt: skip
    return found


def timed(label: str, work: Callable[[], object], times: int = 1) -> None:
    """Print the processor and the elapsed time of a piece of work, for one of its ``times``."""
    processor, elapsed = time.process_time(), time.perf_counter()
    work()
    processor, elapsed = time.process_time() - processor, time.perf_counter() - elapsed
    print(f"{label:66} {processor / times * 1000:9.2f} ms CPU {elapsed / times * 1000:9.2f} ms")


def repository(folder: Path, count: int) -> tuple[Repository, Secrets]:
    """A repository of ``count`` files."""
    found, secrets = Repository(folder / "repository"), Secrets(folder / "secrets")
    secrets.make()
    now, shared = datetime.now(UTC), files(count)
    found.create(SharingTerritory("200066009", "Valmoré"), secrets, now)
    timed(f"publish {count} files", lambda: found.publish(shared, secrets, now))
    timed("publish them again, unchanged", lambda: found.publish(shared, secrets, now))
    path = next(iter(shared))
    changed = shared | {path: replace(shared[path], title="Fiche revue")}
    timed("publish one changed", lambda: found.publish(changed, secrets, now))
    return found, secrets


def read(folder: Path, found: Repository, secrets: Secrets, sources: int) -> None:
    """Read it once whole, then where nothing changed, then signed again with the same files."""
    with SqliteSources(folder / "read.sqlite") as store:
        harvester = Harvester(store)
        state = harvester.follow(str(found.folder), found.fingerprint)
        timed("read it whole the first time", lambda: harvester.harvest(state.publisher))
        found.bump(secrets, datetime.now(UTC), anew=True)
        timed("read it signed again, same files", lambda: harvester.harvest(state.publisher))
        known, trusted = store.state(state.publisher), store.trusted(state.publisher)
        assert known is not None
        assert trusted is not None
        places = folder / "towns"
        places.mkdir()
        small = replace(trusted, targets=b"", snapshot=b"")
        with store.batch():
            for number in range(sources):
                (places / str(number)).symlink_to(found.folder)
                name = f"{number:064x}"
                store.record(replace(known, publisher=name, address=str(places / str(number)),
                                     siren=f"{number:09d}"))  # fmt: skip
                store.trust(name, small)

        def unchanged() -> None:
            for start in range(0, sources, 100):  # a hundred readings are stored together
                with store.batch():
                    for number in range(start, min(start + 100, sources)):
                        harvester.harvest(f"{number:064x}")

        timed(f"one of {sources} unchanged sources, in a folder", unchanged, sources)
        print(f"{'the store':66} {(folder / 'read.sqlite').stat().st_size / 1e6:9.1f} MB")


@contextmanager
def served(folder: Path):
    """A folder on a loopback port, by a process apart."""
    command = [sys.executable, "-m", "http.server", str(PORT), "--bind", "127.0.0.1",
               "--directory", str(folder)]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{PORT}/"
        for _ in range(100):
            try:
                urllib.request.urlopen(address).close()
                break
            except urllib.error.URLError:
                time.sleep(0.05)
        yield address
        process.terminate()


def over_http(folder: Path, found: Repository, times: int) -> None:
    """The same over HTTP, and by the client of python-tuf with its own way to fetch."""
    with served(found.folder) as address, SqliteSources(folder / "http.sqlite") as store:
        harvester = Harvester(store, reach=Reach(anything=True))
        state = harvester.follow(address, found.fingerprint)
        harvester.harvest(state.publisher)

        def unchanged() -> None:
            with store.batch():
                for _ in range(times):
                    harvester.harvest(state.publisher)

        timed("an unchanged source over HTTP", unchanged, times)
        place = folder / "peer"
        place.mkdir()
        root = (found.lists / "1.root.json").read_bytes()

        def peer() -> None:
            for _ in range(times):
                Updater(str(place), f"{address}metadata/", bootstrap=root).refresh()

        peer()
        timed("the same by python-tuf alone, over HTTP", peer, times)

    def verified() -> None:
        for _ in range(times):
            fetcher = PlaceFetcher(FolderPlace(found.folder))
            updater_of(place, fetcher, TrustedLists(root)).refresh()

    timed("the same by python-tuf alone, in a folder", verified, times)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--sources", type=int, default=2000)
    options = parser.parse_args()
    for count in (options.files, 20):
        print(f"-- a territory that shares {count} files")
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            found, secrets = repository(folder, count)
            read(folder, found, secrets, options.sources)
            over_http(folder, found, 50)


if __name__ == "__main__":
    main()
