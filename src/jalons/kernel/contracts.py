"""The contracts through which rooms meet, wired by ``site`` and by nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, runtime_checkable

from jalons.kernel.errors import JalonsError
from jalons.kernel.interval import Interval
from jalons.kernel.observation import Observation, Status
from jalons.kernel.perimeter import Perimeter
from jalons.kernel.period import Period
from jalons.kernel.quantity import Unit
from jalons.kernel.source import Source
from jalons.kernel.urn import Urn


class ObservationStore(Protocol):
    """Where observations go: the strategy room keeps them."""

    def record(self, observations: Iterable[Observation]) -> None:
        """Keep observations, replacing those of the same origin and indicator."""

    def withdraw(self, origin: Urn) -> None:
        """Forget what ``origin`` produced; nothing happens when it produced nothing."""


@dataclass(frozen=True, slots=True)
class SecondLife:
    """What a device bought second-hand is assumed to bear: a judgement, to show as one.

    ``years_before`` of service elsewhere bear their part of the manufacture; ``refit`` (0 to 1) of
    a manufacture made it fit again.
    """

    years_before: float
    refit: float


@dataclass(frozen=True, slots=True)
class DeviceImpact:
    """The climate impact of one device: what a model, or the average of its kind, is known for.

    ``manufacture`` (with transport and end of life) is in kg CO2 eq over its life,
    ``yearly_energy`` in kWh a year, ``lifetime`` in years; ``of_the_model`` is false when only the
    kind was known; ``second_life`` is None when nothing is assumed of a refurbished one.
    """

    kind: str
    manufacture: Interval
    yearly_energy: Interval
    lifetime: float
    grid_intensity: float  # kg CO2 eq a kWh, where it is used
    of_the_model: bool
    sources: tuple[Source, ...]
    second_life: SecondLife | None = None


class DeviceImpacts(Protocol):
    """What devices weigh on the climate: the footprint room knows."""

    def kinds(self, lang: str) -> dict[str, str]:
        """The kinds of devices with their labels."""

    def impact(self, kind: str, *, maker: str = "", model: str = "") -> DeviceImpact | None:
        """The impact of one device, None when nothing is known of its kind."""


@dataclass(frozen=True, slots=True)
class FleetDevice:
    """A line of an inventory: one device, or ``quantity`` devices alike."""

    urn: Urn
    kind: str
    maker: str
    model: str
    serial: str
    tag: str
    bought_on: date | None
    quantity: int


@dataclass(frozen=True, slots=True)
class FleetInventory:
    """An inventory of the fleet that was read."""

    urn: Urn
    label: str
    counted_on: date


class FleetReader(Protocol):
    """The fleet of an authority, as its inventories count it."""

    def inventories(self, authority: Urn) -> Sequence[FleetInventory]:
        """Those of an authority, the latest first."""

    def devices(self, authority: Urn, inventory: Urn) -> Iterable[FleetDevice]:
        """The lines of one of them. ``JalonsError`` when the authority has no such inventory."""


@dataclass(frozen=True, slots=True)
class ActionDraft:
    """An action that a room proposes: its title, why, the commitments it serves.

    ``origin`` is the path of the page that it comes from, which the action then leads back to.
    """

    title: str
    why: str
    commitments: tuple[int, ...]
    origin: str = ""


class ActionDrafts(Protocol):
    """Where a person may store a draft as an action: the strategy room has a roadmap."""

    def __call__(self, authority: Urn, draft: ActionDraft) -> str:
        """The address of a new action filled with the draft; nothing is stored."""


@dataclass(frozen=True, slots=True)
class RoadmapAction:
    """An action of the roadmap: its state in words, and the path of its page.

    ``origin`` is the page of the draft that it was made from, if any (``ActionDraft``).
    """

    urn: Urn
    title: str
    state: str
    done: bool
    path: str
    origin: str = ""


class Roadmap(Protocol):
    """The actions of an authority: the strategy room has its roadmap."""

    def __call__(self, authority: Urn) -> Sequence[RoadmapAction]:
        """Those that are alive, by their number then their title."""


@dataclass(frozen=True, slots=True)
class LiveWay:
    """Where live data are: a format such as "csv", and the path on this instance."""

    format: str
    path: str


@dataclass(frozen=True, slots=True)
class LiveDataset:
    """A kind of live data with a complete sheet: ``key`` never changes.

    Data that are not open have neither count, nor area, nor ways: only their description is public.
    ``area`` is west, south, east, north in degrees; ``observed_on`` is the last day observed.
    """

    key: str
    title: str
    about: str
    owner: str
    audience: str  # "open", "partners" or "internal"
    count: int | None = None
    observed_on: date | None = None
    area: tuple[float, float, float, float] | None = None
    ways: tuple[LiveWay, ...] = ()


class LiveDatasets(Protocol):
    """The live data of an authority: the twin has them."""

    def __call__(self, authority: Urn) -> Sequence[LiveDataset]:
        """Those whose sheet is complete."""


@dataclass(frozen=True, slots=True)
class ColumnFinding:
    """What a column of a table looks like: ``kind`` such as "siret", "date" or "person_name".

    ``share`` (0 to 1) of its ``filled`` cells that were read fit; ``personal`` when they may name a
    person, directly or not. ``reason`` is a sentence. Inferred: a person confirms it.
    """

    place: int
    heading: str
    kind: str
    share: float
    personal: bool
    reason: str
    filled: int = 0


class ColumnChecks(Protocol):
    """Checks a table before it is imported or published: the AI library knows how."""

    def __call__(
        self, headings: Sequence[str], rows: Iterable[Sequence[str]], lang: str
    ) -> Sequence[ColumnFinding]:
        """What each column that is recognised looks like; never the values. Runs in a worker."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one: their places, a score from 0 to 1, the reasons in sentences."""

    first: int
    second: int
    score: float
    reasons: tuple[str, ...]


class PairFinder(Protocol):
    """Finds the records of an inventory that may be the same: the AI library knows how."""

    def __call__(self, records: Sequence[Mapping[str, str]], lang: str) -> Sequence[Pair]:
        """Pairs to look at, the surest first; nothing is merged. Fields: serial, tag, name,
        maker, model, site, user, bought_on. Runs in a worker.
        """


@dataclass(frozen=True, slots=True)
class Meter:
    """A meter with its quantity ("electricity", "water", "heat", "temperature") and its unit.

    ``site`` is the name of what it measures; ``key`` never changes.
    """

    key: str
    name: str
    quantity: str
    unit: str
    site: str


class MeterReader(Protocol):
    """The meters of an authority: the twin observes them."""

    def meters(self, authority: Urn) -> Sequence[Meter]:
        """Those it observes."""

    def hours(
        self, authority: Urn, key: str, since: datetime, until: datetime
    ) -> Sequence[tuple[datetime, float]]:
        """The consumption of each observed hour, or its mean temperature; no hour is invented."""


@dataclass(frozen=True, slots=True)
class MeasuredCard:
    """The card of a system whose figures a machine measures, for the register of AI systems.

    ``blocks`` are "preuve", "usage" and "empreinte" of the card schema, with their fields.
    """

    key: str
    name: str
    summary: str
    blocks: Mapping[str, Mapping[str, object]]
    answers: Mapping[str, str]


class AIRegister(Protocol):
    """The register of AI systems of an authority: the catalogue has it."""

    def entry(self, authority: Urn, key: str) -> str:
        """The address of the system measured under this key; empty when it is not registered."""

    def add(self, authority: Urn, user_pk: int, card: MeasuredCard) -> str:
        """Register the system, its answers to confirm; the address of its page."""

    def measure(self, authority: Urn, card: MeasuredCard) -> None:
        """Replace the measured blocks of the system; nothing when it is not registered."""


@dataclass(frozen=True, slots=True)
class CodedText:
    """A text with the keys of the themes a person chose for it."""

    text: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThemeSuggestion:
    """The themes suggested for a text, none when nothing is sure; ``evidence`` is words of it.

    ``by`` is "rule" or "model".
    """

    themes: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True)
class ThemeDecision:
    """What a person chose for a text, beside what was suggested; the text itself is not in it."""

    item: Urn
    suggestion: ThemeSuggestion
    chosen: tuple[str, ...]
    seen: bool = True  # false: the suggestion was not shown before the choice


class ThemeSuggester(Protocol):
    """Suggests themes of texts, and records what people decide: the AI library knows how."""

    def suggest(
        self, authority: Urn, themes: Mapping[str, str], coded: Sequence[CodedText],
        texts: Sequence[str], lang: str,
    ) -> Sequence[ThemeSuggestion]:  # fmt: skip
        """A suggestion for each text; ``themes`` are titles and words by key. Runs in a worker.

        None is sure while the authority does not use the recipe, or suspended it.
        """

    def record(self, authority: Urn, user_pk: int, decisions: Sequence[ThemeDecision]) -> None:
        """Write decisions of a person to the chain of acts, in the transaction of the caller."""


@dataclass(frozen=True, slots=True)
class SharedItem:
    """A file that an authority shares with others; ``kind`` is one of those the federation knows.

    ``uid`` never changes for one work; ``name`` is its path, with its ending. ``credit`` names who
    published first what it was made from. What follows is known of one that was received:
    ``origin`` is the publisher that names it ``uid``, ``publisher`` the name of that territory,
    ``link`` where it is on the web. ``made_from`` are the publisher, the uid and the version of the
    works that one's own was made from.
    """

    kind: str
    uid: str
    title: str
    name: str
    content: bytes
    licence: str
    language: str = "fr"
    credit: str = ""
    origin: str = ""
    publisher: str = ""
    link: str = ""
    version: int = 1
    made_on: date | None = None
    made_from: tuple[tuple[str, str, int], ...] = ()


class Sharing(Protocol):
    """What a room shares of an authority, and what it can do with what others share."""

    @property
    def kinds(self) -> Mapping[str, str]:
        """The kinds it gives or takes, each with what it is, as a message id to translate."""

    def items(self, authority: Urn) -> Iterable[SharedItem]:
        """What the authority chose to make public of these kinds. Runs in a worker."""

    def adopt(self, authority: Urn, user_pk: int, item: SharedItem) -> str:
        """The address where a person goes on with an item of another territory, with its credit.

        Empty when this room only shows it. Nothing takes effect before the person says so.
        """


@runtime_checkable
class FollowedSharing(Sharing, Protocol):
    """A ``Sharing`` that shows what others share, and is informed of what they change."""

    def shown(self, item: SharedItem) -> Sequence[tuple[str, str]]:
        """What an item says: headings and texts. ``JalonsError`` when it cannot be read."""

    def arrived(self, authority: Urn, item: SharedItem) -> str:
        """The address where a new content took effect as people agreed before; else empty.

        Called by a reading before it stores the content, in its transaction. What was adopted is
        never changed: the room announces it. ``JalonsError``: the file is set apart.
        """


@dataclass(frozen=True, slots=True)
class IndicatorSheet:
    """A measured indicator: its name in words, its unit, the values it may have in that unit."""

    id: str
    name: str
    unit: Unit
    least: float | None = None
    most: float | None = None


class IndicatorFigures(Protocol):
    """The measured indicators and their latest figures: the strategy room has them."""

    def sheets(self, lang: str) -> Mapping[str, IndicatorSheet]:
        """The measured indicators by id, in their order."""

    def latest(self, authority: Urn, indicator: str) -> Observation | None:
        """The latest observation of an indicator for an authority."""


class Port[T]:
    """A socket of a room for a contract; ``site`` plugs the implementation in.

    >>> port = Port[int]("answer"); port.connect(42); port()
    42
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._plugged: T | None = None

    def connect(self, implementation: T) -> None:
        """Plug an implementation, in place of any other."""
        self._plugged = implementation

    def __call__(self) -> T:
        """The implementation; ``JalonsError`` (``port_unwired``) when there is none."""
        if self._plugged is None:
            raise JalonsError("port_unwired", port=self.name)
        return self._plugged


observation_store: Port[ObservationStore] = Port("observation_store")
device_impacts: Port[DeviceImpacts] = Port("device_impacts")
fleet_reader: Port[FleetReader] = Port("fleet_reader")
action_drafts: Port[ActionDrafts] = Port("action_drafts")
roadmap: Port[Roadmap] = Port("roadmap")
live_datasets: Port[LiveDatasets] = Port("live_datasets")
column_checks: Port[ColumnChecks] = Port("column_checks")
pair_finder: Port[PairFinder] = Port("pair_finder")
meter_reader: Port[MeterReader] = Port("meter_reader")
ai_register: Port[AIRegister] = Port("ai_register")
theme_suggester: Port[ThemeSuggester] = Port("theme_suggester")
indicator_figures: Port[IndicatorFigures] = Port("indicator_figures")
sharings: Port[Sequence[Sharing]] = Port("sharings")


def publish(origin: Urn, found: Observation | None) -> None:
    """Record what ``origin`` produced, in place of before; None: it is unknown again."""
    if found is None:
        observation_store().withdraw(origin)
    else:
        observation_store().record([found])


class Owner(Protocol):
    """Whose figures are published: an authority, by what the program calls it."""

    @property
    def urn(self) -> Urn:
        """Its name among the objects of the product."""

    @property
    def store_name(self) -> str:
        """The name its data bear, whatever its slug became."""


@dataclass(frozen=True, slots=True)
class YearFigure:
    """The value of an indicator in a year, None while it is unknown.

    ``counted`` says what is in it and ``lacking`` what is not, in words.
    """

    name: str
    year: int
    unit: str
    value: Interval | None
    counted: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    status: Status = Status.DECLARED


def publish_year(
    owner: Owner, found: YearFigure, source: Source, *, origin: Urn | None = None, method: str = ""
) -> None:
    """Publish the figure of a year in place of the one before, or withdraw it."""
    urn = origin or Urn(found.name.replace(".", "_"), f"{owner.store_name}.{found.year}")
    if found.value is None:
        return publish(urn, None)
    perimeter = Perimeter(owner.urn, found.counted, found.lacking)
    return publish(urn, Observation(
        found.name, found.value, Unit.parse(found.unit), Period.year(found.year), perimeter,
        (source,), method or f"{found.name}/1", found.status, urn,
    ))  # fmt: skip
