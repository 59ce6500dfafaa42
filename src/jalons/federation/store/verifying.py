"""Verify a repository as those who read it do, or what was read of others against its digests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from tuf.api.exceptions import DownloadError, RepositoryError
from tuf.api.metadata import Metadata, Targets

from jalons.federation.engine.sharing import described
from jalons.federation.engine.sources import SourceStore, TrustedLists
from jalons.federation.store.client import refusal, updater_of
from jalons.federation.store.fetching import FolderPlace, PlaceFetcher
from jalons.federation.store.keys import ROLES
from jalons.federation.store.repository import Repository


@dataclass(frozen=True, slots=True)
class Verified:
    """A repository as others read it: when each signature ends, and what is wrong."""

    ends: tuple[tuple[str, datetime], ...]
    files: int
    withdrawn: int
    reason: str = ""  # of the whole, ``reason.<code>``
    wrong: tuple[str, ...] = ()  # paths of files that are not as signed


def verify_repository(repository: Repository) -> Verified:
    """Read a repository from its first root, each file included. Raises ``FederationError``."""
    ends = tuple((role, repository.expires(role)) for role in ROLES)
    listed = repository.targets.targets
    gone = [path for path, each in listed.items() if (d := described(each.custom)) and d.tombstone]
    fetcher = PlaceFetcher(FolderPlace(repository.folder))
    with TemporaryDirectory(prefix="jalons-") as name:
        folder = Path(name)
        root = (repository.lists / "1.root.json").read_bytes()
        wrong = []
        try:
            updater = updater_of(folder, fetcher, TrustedLists(root))
            updater.refresh()
            found = Metadata[Targets].from_bytes((folder / "targets.json").read_bytes()).signed
        except (RepositoryError, DownloadError) as error:
            reason = refusal(error, fetcher.refused).reason
            return Verified(ends, len(listed) - len(gone), len(gone), reason)
        for path, target in sorted(found.targets.items()):
            try:
                updater.download_target(target, str(folder / "file"))
            except (RepositoryError, DownloadError):
                wrong.append(path)
    return Verified(ends, len(listed) - len(gone), len(gone), wrong=tuple(wrong))


def verify_read(sources: SourceStore) -> tuple[int, tuple[str, ...]]:
    """How many files that were read are intact, and the paths of those that are not."""
    intact, wrong = 0, []
    for item in sources.items():
        if item.description.tombstone:
            continue
        content = sources.content(item.digest)
        if content is None or sha256(content).hexdigest() != item.digest:
            wrong.append(item.path)
        else:
            intact += 1
    return intact, tuple(wrong)
