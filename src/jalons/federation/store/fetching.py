"""Where a repository is read: a web address, or a folder such as a USB stick."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol, override
from urllib.parse import urlsplit

from tuf.api.exceptions import DownloadError, DownloadHTTPError, DownloadLengthMismatchError
from tuf.ngclient import FetcherInterface

from jalons.federation.engine.errors import FederationError
from jalons.federation.store.rules import kinds, limits
from jalons.kernel import JalonsError
from jalons.kernel.network.addresses import Reach
from jalons.kernel.network.fetching import PUBLIC, Fetched, Fetcher

MISSING = 404


class RepositoryPlace(Protocol):
    """Where files are read by their path."""

    def read(self, path: str, most: int, *, etag: str = "", modified: str = "") -> Fetched:
        """A file of at most ``most`` bytes; ``JalonsError`` when it cannot be read."""


@dataclass(frozen=True, slots=True)
class WebPlace:
    """An https address. ``reach`` says what else than public sites may be read, http included."""

    base: str
    reach: Reach = PUBLIC
    seconds: float = 60.0

    def read(self, path: str, most: int, *, etag: str = "", modified: str = "") -> Fetched:
        """A file; raises what ``Fetcher.get`` does, and ``address_open`` for http."""
        url = f"{self.base}{path}"
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme == "http" and not (self.reach.anything or host in self.reach.allowed):
            raise FederationError("address_open", url=url)
        fetcher = Fetcher(self.reach, most, self.seconds)
        return fetcher.get(url, etag=etag, modified=modified)


@dataclass(frozen=True, slots=True)
class FolderPlace:
    """A folder: a USB stick, or what somebody copied."""

    folder: Path

    def read(self, path: str, most: int, *, etag: str = "", modified: str = "") -> Fetched:
        """A file of the folder, never outside of it."""
        del etag, modified
        place = self.folder / path
        if not place.resolve().is_relative_to(self.folder.resolve()):
            raise JalonsError("fetch_address", url=path)
        if not self.folder.is_dir():
            raise FederationError("folder_missing", folder=self.folder)
        try:
            with place.open("rb") as file:
                content = file.read(most + 1)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise JalonsError("fetch_status", url=path, status=MISSING) from error
        except OSError as error:
            raise JalonsError("fetch_cut", url=path) from error
        if len(content) > most:
            raise JalonsError("fetch_too_big", url=path, most=most // 1_000_000)
        return Fetched(path, content=content)


def place_of(address: str, reach: Reach = PUBLIC, seconds: float = 0) -> RepositoryPlace:
    """Where an address leads: the web when it starts with http, else a folder."""
    if address.startswith(("http://", "https://")):
        base = address if address.endswith("/") else f"{address}/"
        return WebPlace(base, reach, seconds or limits().seconds)
    return FolderPlace(Path(address))


class PlaceFetcher(FetcherInterface):
    """What python-tuf reads a place with: size limits before memory is filled, not after.

    ``refused`` is the last error, to say why in words.
    """

    def __init__(self, place: RepositoryPlace) -> None:
        self.place = place
        self.most = max(each.most_bytes for each in kinds().values())
        self.refused: JalonsError | None = None

    @override
    @contextmanager
    def download_file(self, url: str, max_length: int) -> Iterator[IO[bytes]]:
        """The file at a path of the place."""
        try:
            found = self.place.read(url, min(max_length, self.most))
        except JalonsError as error:
            self.refused = error
            if error.code == "fetch_too_big":
                raise DownloadLengthMismatchError(url) from error
            if error.code == "fetch_status":
                raise DownloadHTTPError(url, int(error.params["status"])) from error
            raise DownloadError(url) from error
        yield io.BytesIO(found.content)

    @override
    def _fetch(self, url: str) -> Iterator[bytes]:
        with self.download_file(url, self.most) as file:
            yield file.read()
