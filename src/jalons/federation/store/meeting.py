"""The first list of a territory, before anybody trusts it: what people need to compare."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from tuf.api.exceptions import DownloadError, RepositoryError
from tuf.api.metadata import Metadata, Targets

from jalons.federation.engine.sharing import SharingTerritory, head
from jalons.federation.engine.sources import TrustedLists
from jalons.federation.store.client import first_root, refusal, stored_lists, updater_of
from jalons.federation.store.fetching import PlaceFetcher, place_of
from jalons.federation.store.repository import HEAD
from jalons.kernel.network.addresses import Reach
from jalons.kernel.network.fetching import PUBLIC


@dataclass(frozen=True, slots=True)
class MetTerritory:
    """Who is at an address: its publisher, its first root, the territory of its list.

    ``territory`` is None when its list cannot be verified: ``reason.<code>`` says why.
    """

    publisher: str
    lists: TrustedLists
    territory: SharingTerritory | None = None
    reason: str = ""


def meet(address: str, reach: Reach = PUBLIC) -> MetTerritory:
    """Who is at an address, none of its files read. Raises what ``first_root`` does."""
    root, _digits = first_root(address, reach)
    publisher, lists = sha256(root).hexdigest(), TrustedLists(root)
    fetcher = PlaceFetcher(place_of(address, reach))
    with TemporaryDirectory(prefix="jalons-") as name:
        folder = Path(name)
        try:
            updater_of(folder, fetcher, lists).refresh()
        except (RepositoryError, DownloadError) as error:
            return MetTerritory(publisher, lists, reason=refusal(error, fetcher.refused).reason)
        lists = stored_lists(folder, lists)
        targets = Metadata[Targets].from_bytes(lists.targets).signed
    found = head(targets.unrecognized_fields.get(HEAD))
    if isinstance(found, str):
        return MetTerritory(publisher, lists, reason=found)
    return MetTerritory(publisher, lists, found)
