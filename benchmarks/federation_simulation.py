"""An aggregator that reads 35,000 territories where nothing changed, beside python-tuf's client.

``python benchmarks/federation_simulation.py [--towns 35000] [--sample 200] [--processes 2]
[--wait 0] [--readers 1] [--instance]``

Real: ``--sample`` repositories, each with its keys and five files, signed by python-tuf and read
once whole; the states and the signed lists of all towns in one SQL base by the room's store; each
refresh by the room's harvester, which reads the timestamp of that town and compares it.
Simulated: a town beyond the sample has the files of one of the sample, under its own name and
address; the network. Files are read in folders; ``--wait`` sleeps so many milliseconds before each
answer, as a site far away would, and ``--readers`` threads of each process wait at the same time.
``--instance`` measures an instance instead of the store of commands: each process runs the job of a
round (``web/received/reading/rounds.py``: 16 requests at once), on SQLite or in the PostgreSQL
base that ``JALONS_DATABASE_URL`` names (``PYTHONPATH=src:tests``).
Needs the extra ``federation``.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
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
from jalons.federation.engine.sources import SourceState, TrustedLists
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


type Known = list[tuple[SourceState, TrustedLists]]


def build(folder: Path, sample: int) -> tuple[list[Town], Known]:
    """Sign the sample and read it once: each town, its state and its lists."""
    started, made, known = (
        time.process_time(),
        list[Town](),
        list[tuple[SourceState, TrustedLists]](),
    )
    with SqliteSources(folder / "sample.sqlite") as store:
        harvester = Harvester(store)
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
    print(LINE.format("sign a repository and read it whole, each", f"{spent * 1000:.1f} ms CPU"))
    return made, known


def states(folder: Path, known: Known, towns: int) -> Iterator[tuple[SourceState, TrustedLists]]:
    """The state of each town, under its own name and address."""
    places = folder / "towns"
    places.mkdir()
    for number in range(towns):
        state, trusted = known[number % len(known)]
        place = places / str(number)
        place.symlink_to(state.address)
        yield replace(state, publisher=f"{number:064x}", address=str(place), name=f"Ville {number}",
                      siren=siren(number)), trusted  # fmt: skip


def store_in_file(base: Path, found: Iterator[tuple[SourceState, TrustedLists]]) -> None:
    """The base of commands."""
    with SqliteSources(base) as store, store.batch():
        for state, trusted in found:
            store.record(state)
            store.trust(state.publisher, trusted)
    print(LINE.format("the base of all towns", f"{base.stat().st_size / 1e6:.0f} MB"))


def store_in_instance(found: Iterator[tuple[SourceState, TrustedLists]]) -> None:
    """The tables of an instance, in a base of tests that goes with the measure."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "instance_settings")
    import django
    from django.conf import settings
    from django.db import connection, connections

    django.setup()
    labels = [each.label for each in django.apps.apps.get_app_configs()]
    settings.MIGRATION_MODULES = dict.fromkeys(labels)
    connection.creation.create_test_db(verbosity=0)
    from jalons.federation.web.sources.models import SignedLists, Source
    from jalons.foundation.accounts.models import Authority

    owner = Authority.objects.create(slug="opsn", name="OPSN")
    same = ("publisher", "address", "siren", "name", "checked_at", "fresh_at", "verified_at",
            "valid_until", "digest", "etag", "modified", "pending")  # fmt: skip
    rows, lists = [], []
    for state, trusted in found:
        row = Source(authority=owner, trust="trusted", status=str(state.status),
                     **{name: getattr(state, name) for name in same})  # fmt: skip
        rows.append(row)
        lists.append(SignedLists(authority=owner, source=row, root=trusted.root,
                                 timestamp=trusted.timestamp, snapshot=trusted.snapshot,
                                 targets=trusted.targets))  # fmt: skip
    for model, made in ((Source, rows), (SignedLists, lists)):
        for start in range(0, len(made), 500):
            model.objects.create_all(made[start : start + 500])
    print(LINE.format("the base of the instance", connection.vendor))
    connections.close_all()


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


def refresh(
    base: Path | None, towns: range, seconds: float, readers: int
) -> tuple[float, Counter[str]]:
    """Refresh some towns; processor seconds of this process, and how many of each status."""
    started = time.process_time()
    with waiting(seconds):
        found = a_round() if base is None else by_commands(base, towns, seconds, readers)
    return time.process_time() - started, found


def a_round() -> Counter[str]:
    """What a worker reads of a round: the pages that no other worker took."""
    from django.db import connections

    from jalons.federation.web.received.actions import read_round
    from jalons.foundation.accounts.models import Authority

    done = read_round(Authority.objects.get(slug="opsn"), lambda _progress: None)
    connections.close_all()
    return Counter({"unchanged": done.done})


def by_commands(base: Path, towns: range, seconds: float, readers: int) -> Counter[str]:
    """Refresh some towns as ``jalons federation harvest`` does."""
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

    threads = [threading.Thread(target=some, args=(towns[place::readers],))
               for place in range(readers)]  # fmt: skip
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return statuses


def stored_in_instance() -> Counter[str]:
    """How many towns have each status in the tables of the instance."""
    from jalons.federation.web.sources.models import Source
    from jalons.foundation.accounts.models import Authority

    owner = Authority.objects.get(slug="opsn")
    rows = Source.objects.of(owner).exclude(next_on=None)
    return Counter(rows.values_list("status", flat=True))


def measured(base: Path | None, towns: int, processes: int, seconds: float, readers: int) -> None:
    """Refresh all towns on some processes, and print what it took."""
    started = time.perf_counter()
    way = "spawn" if base else "fork"  # a fork knows the base of tests of its parent
    with multiprocessing.get_context(way).Pool(processes) as pool:
        pool.map(siren, range(processes), chunksize=1)  # they are started, their modules loaded
        ready = time.perf_counter()
        wanted = [(base, range(place, towns, processes), seconds, readers)
                 for place in range(processes)]  # fmt: skip
        found = pool.starmap(refresh, wanted)
    wall = time.perf_counter() - ready
    processor = sum(spent for spent, _statuses in found)
    statuses = sum((each for _spent, each in found), Counter[str]())
    print(LINE.format("unchanged refresh, each", f"{processor / towns * 1000:.2f} ms CPU"))
    print(LINE.format(f"{towns} of them on {processes} processes", f"{wall:.1f} s"))
    print(LINE.format("the same with the start of the processes",
                      f"{time.perf_counter() - started:.1f} s"))  # fmt: skip
    print(LINE.format("what came of them", ", ".join(f"{n} {s}" for s, n in statuses.items())))
    if base is None:
        parts = ", ".join(str(sum(each.values())) for _spent, each in found)
        stored = ", ".join(f"{n} {s}" for s, n in stored_in_instance().items())
        print(LINE.format("read by each process, none twice", parts))
        print(LINE.format("stored", stored))


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
    parser.add_argument("--instance", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sample, known = build(folder, options.sample)
        base = None if options.instance else folder / "federation.sqlite"
        found = states(folder, known, options.towns)
        if base is None:
            store_in_instance(found)
        else:
            store_in_file(base, found)
        measured(base, options.towns, options.processes, options.wait / 1000, options.readers)
        peer(folder, sample, options.towns)
        if base is None:
            from django.db import connection

            connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


if __name__ == "__main__":
    main()
