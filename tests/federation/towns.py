"""Fictional towns with a real repository, real keys and a real store."""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from jalons.federation.engine.sharing import SharedFile, SharingTerritory
from jalons.federation.store.client import Harvester
from jalons.federation.store.keys import Secrets
from jalons.federation.store.relaying import relayed
from jalons.federation.store.repository import Repository
from jalons.federation.store.sqlite import SqliteSources
from jalons.kernel.network.addresses import Reach
from remote_site import remote_site

SIRENS = {"Valmoré": "200066009", "Kerlann": "213500010", "Brassac": "213302615"}
EVERYWHERE = Reach(anything=True)  # a loopback site may be read


def action(title="Numérique sobre à la cantine", **more):
    return json.dumps({"title": title, "description": "Moins d’écrans.", **more}).encode()


def shared(path="action/cantine.json", content=None, **more):
    values = {
        "content": action() if content is None else content, "kind": path.partition("/")[0],
        "title": "Numérique sobre à la cantine", "licence": "etalab-2.0", "uid": path,
    }  # fmt: skip
    return {path: SharedFile(**values | more)}


class Town:
    """A territory: what it publishes, what it reads."""

    def __init__(self, folder, name="Valmoré", *, siren="", key="", sources=None):
        self.name, self.folder = name, folder / name
        self.repository = Repository(self.folder / "repository")
        self.secrets = Secrets(self.folder / "secrets")
        self.secrets.make()
        territory = SharingTerritory(siren or SIRENS[name], name, key=key)
        self.repository.create(territory, self.secrets, datetime.now(UTC))
        self.sources = sources or SqliteSources(self.folder / "read" / "federation.sqlite")
        self.harvester = Harvester(self.sources, own=self.repository.publisher, reach=EVERYWHERE)

    @property
    def publisher(self):
        return self.repository.publisher

    @property
    def address(self):
        return str(self.repository.folder)

    def publish(self, files=None, *, now=None, relay=False):
        files = shared() if files is None else files
        files |= relayed(self.sources) if relay else {}
        return self.repository.publish(files, self.secrets, now or datetime.now(UTC))

    def read(self, other, *, at=""):
        if self.sources.state(other.publisher) is None or at:
            self.harvester.follow(at or other.address, other.repository.fingerprint)
        return self.harvester.harvest(other.publisher)

    def contents(self):
        """What was read and is in use, by path."""
        return {
            each.path: self.sources.content(each.digest)
            for each in self.sources.items()
            if not each.withdrawn and not each.description.tombstone
        }


def lists_of(folder, kind):
    """The signed lists of a kind in the repository of a folder, the last one last."""
    found = (folder / "metadata").glob(f"*{kind}.json")
    return sorted(found, key=lambda path: int(path.name.partition(".")[0].replace(kind, "0") or 0))


def copied(town, to):
    """The repository of a town on a USB stick."""
    shutil.copytree(town.repository.folder, to, dirs_exist_ok=True)
    return to


@contextmanager
def online(town):
    """The repository of a town on a web site of this machine, as it is now."""
    with remote_site() as site:
        put(site, town.repository.folder)
        yield site


def put(site, folder: Path):
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            mark = f'"{sha256(content).hexdigest()[:16]}"'
            name = f"/{path.relative_to(folder).as_posix()}"
            site.put(name, content, "application/octet-stream", ETag=mark)
