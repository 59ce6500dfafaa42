"""What the strategy room ships as data: the manifesto, the indicators, the referential.

Every problem is a ``StrategyError`` that names the file, the line and the key; no value is guessed.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from jalons.strategy.engine.catalogue import Catalogue, Manifesto, StrategyError
from jalons.strategy.engine.comparison import Band
from jalons.strategy.engine.referential import Referential
from jalons.strategy.engine.statutory import Decree
from jalons.strategy.store.bands import read_bands
from jalons.strategy.store.decree import read_decree
from jalons.strategy.store.indicators import ROOMS, read_catalogue, read_indicator
from jalons.strategy.store.manifesto import read_manifesto
from jalons.strategy.store.referential import read_referential
from jalons.strategy.store.workbook import read_workbook, write_workbook

__all__ = [
    "ROOMS",
    "bands",
    "catalogue",
    "decree",
    "manifesto",
    "read_catalogue",
    "read_decree",
    "read_indicator",
    "read_manifesto",
    "read_referential",
    "read_workbook",
    "referential",
    "referential_versions",
    "shipped_folder",
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
def bands() -> dict[str, tuple[Band, ...]]:
    """The population bands of each type of authority, read once."""
    return read_bands(_data() / "bands.toml")


def referential_versions() -> tuple[str, ...]:
    """The versions of the referential this product can evaluate, latest last."""
    folders = (_data() / "referential").iterdir()
    found = [each.name for each in folders if each.is_dir() and each.name[0].isdigit()]
    return tuple(sorted(found, key=_rank))


@cache
def referential(version: str | None = None) -> Referential:
    """A version of the referential, the latest by default, read once.

    Raises ``StrategyError`` (``referential_unknown``) for a version that is not shipped.
    """
    versions = referential_versions()
    wanted = version or versions[-1]
    if wanted not in versions:
        raise StrategyError("referential_unknown", version=wanted, known=", ".join(versions))
    return read_referential(shipped_folder(wanted), manifesto(), catalogue())


def shipped_folder(version: str | None = None) -> Traversable:
    """The folder of a shipped version, the latest by default."""
    return _data() / "referential" / (version or referential_versions()[-1])


def _rank(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _data() -> Traversable:
    return resources.files("jalons.strategy") / "data"
