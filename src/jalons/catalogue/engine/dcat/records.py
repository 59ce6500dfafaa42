"""A catalogue, its datasets and their distributions (DCAT 3), as values; codes, not addresses.

``theme``, ``hvd``, ``frequency``, ``licence`` and ``audience`` are codes of the public vocabularies
of the room; an empty one is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

type Box = tuple[float, float, float, float]  # west, south, east, north, in degrees (WGS 84)


@dataclass(frozen=True, slots=True)
class Agent:
    """An organisation (foaf:Agent): its name, and the address that names it."""

    name: str
    uri: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to write to (vcard:Kind): a role or a department, never a person."""

    name: str = ""
    email: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """The days the data are about; None is open."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class DataService:
    """A service that gives data (dcat:DataService): its address, the standard it follows."""

    title: str
    url: str
    standard: str = ""


@dataclass(frozen=True, slots=True)
class Distribution:
    """Where the data are (dcat:Distribution): a file to download, or a service.

    ``format`` is a code such as "csv"; ``size`` is in bytes, ``sha256`` in hexadecimal.
    """

    url: str
    title: str = ""
    format: str = ""
    is_file: bool = False
    size: int | None = None
    sha256: str = ""
    schema: str = ""
    modified: date | None = None
    service: DataService | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset (dcat:Dataset). ``names`` are its other identifiers, in the catalogues before."""

    identifier: str
    title: str
    description: str = ""
    uri: str = ""
    keywords: tuple[str, ...] = ()
    theme: str = ""
    hvd: str = ""
    publisher: Agent | None = None
    contact: Contact | None = None
    audience: str = ""
    licence: str = ""
    frequency: str = ""
    issued: date | None = None
    modified: date | None = None
    period: Period = Period()
    area: Box | None = None
    landing_page: str = ""
    distributions: tuple[Distribution, ...] = ()
    names: frozenset[str] = frozenset()

    @property
    def every_name(self) -> frozenset[str]:
        """All that may name it in any catalogue."""
        return self.names | {name for name in (self.identifier, self.uri) if name}


@dataclass(frozen=True, slots=True)
class Catalog:
    """A catalogue (dcat:Catalog), or a page of it."""

    uri: str
    title: str
    description: str
    publisher: Agent
    homepage: str = ""
    datasets: tuple[Dataset, ...] = ()


@dataclass(frozen=True, slots=True)
class PageOf:
    """Which page of a catalogue is written: addresses of its neighbours, datasets in all."""

    url: str
    first: str
    last: str
    before: str = ""
    after: str = ""
    total: int = 0
