"""What the strategy room ships as data: the manifesto, the indicators, the referential.

Every problem is a ``StrategyError`` that names the file, the line and the key; no value is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from jalons.strategy.engine.catalogue import Catalogue, Manifesto, StrategyError
from jalons.strategy.engine.diagnosis.competences import Competences
from jalons.strategy.engine.diagnosis.referential import Referential
from jalons.strategy.engine.diagnosis.tracks import TrackRule
from jalons.strategy.engine.sources.publishers import Publisher
from jalons.strategy.engine.statutory.decree import Decree
from jalons.strategy.engine.territory.national import National
from jalons.strategy.store.competences import read_competences
from jalons.strategy.store.decree import read_decree
from jalons.strategy.store.indicators import ROOMS, read_catalogue, read_indicator
from jalons.strategy.store.manifesto import read_manifesto
from jalons.strategy.store.publishers import read_publishers
from jalons.strategy.store.referential import read_referential
from jalons.strategy.store.territory import read_national
from jalons.strategy.store.tracks import read_tracks
from jalons.strategy.store.workbook import read_workbook, write_workbook

__all__ = [
    "ROOMS",
    "also_reading",
    "catalogue",
    "competences",
    "decree",
    "manifesto",
    "national",
    "newer_version",
    "publishers",
    "read_catalogue",
    "read_decree",
    "read_indicator",
    "read_manifesto",
    "read_referential",
    "read_workbook",
    "referential",
    "referential_versions",
    "shipped_folder",
    "tracks",
    "write_workbook",
]


@cache
def manifesto() -> Manifesto:
    """The manifesto shipped with this version, read once."""
    return read_manifesto(_data() / "manifesto.toml")


@cache
def catalogue() -> Catalogue:
    """The indicator catalogue shipped with this version, read once."""
    return read_catalogue(_data() / "indicators", manifesto())


@cache
def decree() -> Decree:
    """The checklist of the decree shipped with this version, read once."""
    return read_decree(_data() / "decree.toml")


@cache
def publishers() -> tuple[Publisher, ...]:
    """Who publishes what this version quotes, read once."""
    return read_publishers(_data() / "publishers.toml")


@cache
def competences() -> Competences:
    """The competences the law gives by kind of authority, read once."""
    return read_competences(_data() / "competences.toml")


@cache
def tracks() -> tuple[TrackRule, ...]:
    """The three tracks by size, in the order that decides, read once."""
    return read_tracks(_data() / "tracks.toml")


@cache
def national() -> National:
    """The national figures a territory is estimated from, read once."""
    return read_national(_data() / "territory.toml")


_prepared: list[Path] = []  # folders of versions that are not shipped, read beside those that are


@contextmanager
def also_reading(folder: Path) -> Iterator[None]:
    """Within it, the versions of ``folder`` count as shipped: to try one before its release."""
    _prepared.append(folder)
    try:
        yield
    finally:
        _prepared.remove(folder)


def referential_versions() -> tuple[str, ...]:
    """The versions of the referential this product can evaluate, latest last."""
    return tuple(sorted(_folders(), key=_rank))


def newer_version(version: str) -> str | None:
    """The latest version when it comes after ``version``, else None."""
    latest = referential_versions()[-1]
    return latest if _rank(latest) > _rank(version) else None


def referential(version: str | None = None) -> Referential:
    """A version of the referential, the latest by default, read once.

    Raises ``StrategyError`` (``referential_unknown``) for a version that is not shipped.
    """
    versions = referential_versions()
    wanted = version or versions[-1]
    if wanted not in versions:
        raise StrategyError("referential_unknown", version=wanted, known=", ".join(versions))
    return _read(wanted, tuple(_prepared))


@cache
def _read(version: str, _shelves: tuple[Path, ...]) -> Referential:
    return read_referential(shipped_folder(version), manifesto(), catalogue())


def shipped_folder(version: str | None = None) -> Traversable:
    """The folder of a shipped version, the latest by default."""
    return _folders()[version or referential_versions()[-1]]


def _folders() -> dict[str, Traversable]:
    shelves: list[Traversable] = [_data() / "referential", *_prepared]
    return {
        each.name: each
        for shelf in shelves
        for each in shelf.iterdir()
        if each.is_dir() and each.name[0].isdigit()
    }


def _rank(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _data() -> Traversable:
    return resources.files("jalons.strategy") / "data"
