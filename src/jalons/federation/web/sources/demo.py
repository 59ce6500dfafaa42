"""Five fictional territories as real signed repositories, met and read as on the web."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import msgspec

from jalons.federation.engine.sharing import SharedFile, SharingTerritory

if TYPE_CHECKING:
    from jalons.federation.store.repository import Repository
from jalons.foundation.accounts.ports.demonstration import Demonstration

LICENCE = "etalab-2.0"


def fill(_demo: Demonstration) -> None:
    """Nothing: the territories come with the files they share (``received``)."""


@dataclass(frozen=True, slots=True)
class FictionalTown:
    """A territory of the demonstration."""

    name: str
    siren: str
    host: str

    @property
    def address(self) -> str:
        """Where it says that its files are: nowhere."""
        return f"https://{self.host}.exemple.invalid/partage/"


LOUE = FictionalTown("Roche-sur-Loue", "999000011", "roche")
KERLANN = FictionalTown("Kerlann Agglomération", "999000029", "kerlann")
BRASSAC = FictionalTown("Brassac-les-Bains", "999000037", "brassac")
MONTS = FictionalTown("Pays des Monts", "999000045", "monts")
SYNDICATE = FictionalTown("Syndicat numérique du Val", "999000052", "syndicat")


def json_file(kind: str, name: str, title: str, **values: object) -> tuple[str, SharedFile]:
    """A JSON file to share, by its path."""
    path = f"{kind}/{name}.json"
    content = msgspec.json.encode({"title": title, **values})
    return path, SharedFile(content=content, kind=kind, title=title, licence=LICENCE, uid=path)


def text_file(kind: str, name: str, title: str, text: str) -> tuple[str, SharedFile]:
    """A text to share, by its path."""
    path = f"{kind}/{name}"
    return path, SharedFile(
        content=text.encode(), kind=kind, title=title, licence=LICENCE, uid=path
    )


class Shelter:
    """The repositories of fictional territories, in a folder that goes once they were read."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self.folder, self.now = folder, now

    def publish(self, town: FictionalTown, files: Mapping[str, SharedFile]) -> Repository:
        """The signed repository of a territory, its keys made once."""
        from jalons.federation.store.keys import Secrets
        from jalons.federation.store.repository import Repository

        found = Repository(self.folder / town.host)
        secrets = Secrets(self.folder / f"{town.host}.keys")
        if not found.exists:
            secrets.make()
            found.create(SharingTerritory(town.siren, town.name), secrets, self.now)
        found.publish(files, secrets, self.now)
        return found

    def age(self, town: FictionalTown) -> None:
        """Sign a repository again as two months ago: its machine was switched off since."""
        from jalons.federation.store.keys import Secrets
        from jalons.federation.store.repository import Repository

        secrets = Secrets(self.folder / f"{town.host}.keys")
        Repository(self.folder / town.host).bump(secrets, self.now - timedelta(days=60), anew=True)


@contextmanager
def shelter(now: datetime) -> Iterator[Shelter]:
    """A place for the repositories of the demonstration."""
    with TemporaryDirectory(prefix="jalons-") as folder:
        yield Shelter(Path(folder), now)
