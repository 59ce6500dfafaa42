"""An aggregator that reads 35,000 territories where nothing changed, beside python-tuf's client.

``python benchmarks/federation_simulation.py [--towns 35000] [--sample 200] [--processes 2]
[--wait 0] [--readers 1]``

Real: ``--sample`` repositories, each with its keys and five files, signed by python-tuf and read
once whole; the states and the signed lists of all towns in one SQL base by the room's store; each
refresh by the room's harvester, which reads the timestamp of that town and compares it.
Simulated: a town beyond the sample has the files of one of the sample, under its own name and
address; the network. Files are read in folders; ``--wait`` sleeps so many milliseconds before each
answer, as a site far away would, and ``--readers`` threads of each process wait at the same time.
Needs the extra ``federation``.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from stdnum.luhn import calc_check_digit

from jalons.federation.engine.sharing import SharedFile, SharingTerritory
from jalons.federation.engine.sources import TrustedLists
from jalons.federation.store import client
from jalons.federation.store.client import Harvester, updater_of
from jalons.federation.store.fetching import FolderPlace, PlaceFetcher
from jalons.federation.store.keys import Secrets
from jalons.federation.store.repository import Repository
from jalons.federation.store.sqlite import SqliteSources
from jalons.kernel.network.fetching import Fetched

BATCH = 50  # refreshes that are stored together when nothing waits
LINE = "{:62} {:>12}"


@dataclass(frozen=True)
class Town:
    """A sampled town: its folder, and its first root."""

    folder: Path
    root: bytes


@dataclass(frozen=True)
class SlowPlace:
    """A folder that answers after a while, as a web site does."""

    place: FolderPlace
    seconds: float

    def read(self, path: str, most: int, *, etag: str = "", modified: str = "") -> Fetched:
        """A file, later."""
        time.sleep(self.seconds)
        return self.place.read(path, most, etag=etag, modified=modified)


def siren(number: int) -> str:
    """A SIREN with its check digit."""
    start = f"2{number:07d}"
    return start + calc_check_digit(start)


def files(number: int) -> dict[str, SharedFile]:
    """Five files as a town shares them."""
    found = {}
    for place in range(5):
        sheet = {"title": f"Fiche {place}", "description": f"Ville {number}. " * 40}
        path = f"action/{place}.json"
        found[path] = SharedFile(content=json.dumps(sheet).encode(), kind="action", uid=path,
                                 title=sheet["title"], licence="etalab-2.0")  # fmt: skip
    return found


def build(folder: Path, sample: int, towns: int) -> list[Town]:
    """Sign the sample, read it once, then give each town a state of its own in one base."""
    started, made = time.process_time(), []
    with SqliteSources(folder / "federation.sqlite") as store:
        harvester = Harvester(store)
        known = []
        for number in range(sample):
            place = folder / "signed" / str(number)
            repository, secrets = Repository(place / "repository"), Secrets(place / "secrets")
            secrets.make()
            now = datetime.now(UTC)
            repository.create(SharingTerritory(siren(number), f"Ville {number}"), secrets, now)
            repository.publish(files(number), secrets, now)
            state = harvester.follow(str(repository.folder), repository.fingerprint)
            done = harvester.harvest(state.publisher)
            assert len(done.added) == 5, done
            trusted = store.trusted(state.publisher)
            assert trusted is not None
            known.append((done.state, trusted))
            root = (repository.lists / "1.root.json").read_bytes()
            made.append(Town(repository.folder, root))
        spent = (time.process_time() - started) / sample
        print(
            LINE.format("sign a repository and read it whole, each", f"{spent * 1000:.1f} ms CPU")
        )
        places = folder / "towns"
        places.mkdir()
        with store.batch():
            for number in range(towns):
                state, trusted = known[number % sample]
                place = places / str(number)
                place.symlink_to(made[number % sample].folder)
                store.record(replace(state, publisher=f"{number:064x}", address=str(place),
                                     siren=siren(sample + number)))  # fmt: skip
                store.trust(f"{number:064x}", trusted)
    return made


@contextmanager
def waiting(seconds: float) -> Iterator[None]:
    """The places of this process answer later."""
    found = client.place_of

    def slow(address: str, *options: object) -> SlowPlace:
        place = found(address, *options)
        assert isinstance(place, FolderPlace)
        return SlowPlace(place, seconds)

    client.place_of = slow if seconds else found
    yield
    client.place_of = found


def refresh(base: Path, towns: range, seconds: float, readers: int) -> tuple[float, Counter[str]]:
    """Refresh some towns; processor seconds of this process, and how many of each status."""
    statuses: Counter[str] = Counter()
    lock = threading.Lock()

    def some(part: range) -> None:
        with SqliteSources(base) as store:
            harvester, counted = Harvester(store), Counter[str]()
            for start in range(0, len(part), BATCH):
                batch = part[start : start + BATCH]
                if seconds:  # nobody waits for the network with the base in hand
                    for number in batch:
                        counted[harvester.harvest(f"{number:064x}").state.status] += 1
                    continue
                with store.batch():
                    for number in batch:
                        counted[harvester.harvest(f"{number:064x}").state.status] += 1
            with lock:
                statuses.update(counted)

    started = time.process_time()
    with waiting(seconds):
        threads = [threading.Thread(target=some, args=(towns[place::readers],))
                   for place in range(readers)]  # fmt: skip
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    return time.process_time() - started, statuses


def measured(base: Path, towns: int, processes: int, seconds: float, readers: int) -> None:
    """Refresh all towns on some processes, and print what it took."""
    started = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        pool.map(siren, range(processes), chunksize=1)  # they are started, their modules loaded
        ready = time.perf_counter()
        parts = [(base, range(place, towns, processes), seconds, readers)
                 for place in range(processes)]  # fmt: skip
        found = pool.starmap(refresh, parts)
    wall = time.perf_counter() - ready
    processor = sum(spent for spent, _statuses in found)
    statuses = sum((each for _spent, each in found), Counter[str]())
    print(LINE.format("unchanged refresh, each", f"{processor / towns * 1000:.2f} ms CPU"))
    print(LINE.format(f"{towns} of them on {processes} processes", f"{wall:.1f} s"))
    print(LINE.format("the same with the start of the processes",
                      f"{time.perf_counter() - started:.1f} s"))  # fmt: skip
    print(LINE.format("what came of them", ", ".join(f"{n} {s}" for s, n in statuses.items())))


def peer(folder: Path, sample: list[Town], towns: int) -> None:
    """The same by python-tuf's own client, which verifies every list each time."""
    place = folder / "peer"
    for number, town in enumerate(sample):
        own = place / str(number)
        own.mkdir(parents=True)
        updater_of(own, PlaceFetcher(FolderPlace(town.folder)), TrustedLists(town.root)).refresh()
    started = time.process_time()
    for number, town in enumerate(sample):
        own = place / str(number)
        updater_of(own, PlaceFetcher(FolderPlace(town.folder)), TrustedLists(town.root)).refresh()
    each = (time.process_time() - started) / len(sample)
    print(LINE.format("python-tuf's Updater, same folders, each", f"{each * 1000:.2f} ms CPU"))
    print(LINE.format(f"which makes, for {towns} on one core (computed)", f"{each * towns:.0f} s"))


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--towns", type=int, default=35_000)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--wait", type=float, default=0, help="milliseconds before each answer")
    parser.add_argument("--readers", type=int, default=1, help="threads of each process")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sample = build(folder, options.sample, options.towns)
        base = folder / "federation.sqlite"
        print(
            LINE.format(f"the base of {options.towns} towns", f"{base.stat().st_size / 1e6:.0f} MB")
        )
        measured(base, options.towns, options.processes, options.wait / 1000, options.readers)
        peer(folder, sample, options.towns)


if __name__ == "__main__":
    main()
