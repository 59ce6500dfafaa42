"""The shapes of what the API of the footprint room reads and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta

from jalons.footprint.engine.breakdown import Dimension, Share
from jalons.footprint.engine.comparison import Change, Comparison
from jalons.footprint.engine.explain import Explanation
from jalons.footprint.engine.factors import Factor, Mix
from jalons.footprint.engine.inventory import DeviceStatus
from jalons.footprint.engine.results import LifetimeRule, Trace
from jalons.footprint.web.choices import Choices
from jalons.footprint.web.models import InventoryFile, SavedScenario
from jalons.foundation.api.endpoints import AuthorityCall, address
from jalons.foundation.api.problems import document
from jalons.foundation.api.records import (
    BoundsRecord,
    JobRecord,
    PageQuery,
    Problem,
    Record,
    SourceRecord,
)

type Lever = Annotated[str, Meta(max_length=200)]


class NamedKind(Record, frozen=True, kw_only=True):
    """What a kind the product does not know is: the type and model as written, and a device id."""

    kind: str
    model: str
    device: str


class ChoicesRecord(Record, frozen=True, kw_only=True):
    """What is counted besides devices in use, over how long, on which electricity.

    ``home`` is the country (ISO 3166-1 alpha-2) of devices that state none; null: that of the
    territory of the authority, or mainland France when it has none.
    """

    also_counted: list[DeviceStatus] = []
    lifetime: LifetimeRule = LifetimeRule.EXPECTED
    exclude_duplicates: bool = False
    mix: str | None = None
    pue: Annotated[float, Meta(ge=1, le=5)] | None = None
    makers: bool = False
    home: str | None = None
    names: list[NamedKind] = []

    def chosen(self, before: Choices) -> Choices:
        """The choices as the room keeps them; own factors stay as they were chosen."""
        return Choices.from_json(
            before.to_json()
            | {
                "also_counted": self.also_counted,
                "lifetime": self.lifetime,
                "exclude_duplicates": self.exclude_duplicates,
                "mix": self.mix,
                "pue": self.pue,
                "makers": self.makers,
                "home": self.home,
                "names": [[each.kind, each.model, each.device] for each in self.names],
            }
        )

    @classmethod
    def of(cls, choices: Choices) -> ChoicesRecord:
        """The choices of the room, as answered."""
        return cls(
            also_counted=sorted(choices.also_counted),
            lifetime=choices.lifetime,
            exclude_duplicates=choices.exclude_duplicates,
            mix=choices.mix,
            pue=choices.pue,
            makers=bool(choices.to_json().get("makers")),
            home=choices.home,
            names=[
                NamedKind(kind=kind[0], model=kind[1], device=device)
                for kind, device in choices.names.items()
            ],
        )


class InventoryRecord(Record, frozen=True, kw_only=True):
    """A file that was brought: ``state`` is dropped, read, assessed or refused."""

    id: UUID
    name: str
    state: str
    size: int
    dropped_at: datetime
    problem: Problem | None
    choices: ChoicesRecord
    url: str

    @classmethod
    def of(cls, call: AuthorityCall, held: InventoryFile, refusal: Any) -> InventoryRecord:
        """An inventory as answered; ``refusal`` is the error that stopped it, if any."""
        told = document(refusal) if refusal else None
        return cls(
            id=held.pk,
            name=held.name,
            state=held.state,
            size=held.size,
            dropped_at=held.dropped_at,
            problem=Problem(code=told["code"], title=told["title"], hint=told["hint"])
            if told
            else None,
            choices=ChoicesRecord.of(Choices.from_json(held.choices)),
            url=address("inventories/<uuid:pk>", call, pk=held.pk),
        )


class Started(Record, frozen=True, kw_only=True):
    """What was kept, and the job that works on it: follow its ``url``."""

    inventory: InventoryRecord
    job: JobRecord


class ColumnRecord(Record, frozen=True, kw_only=True):
    """A column of a sheet (from 0): its heading, and a few of its cells.

    ``why`` says what was understood rests on (heading, heading_part, values…); ``proposed`` is the
    field it may hold, which is not read until ``fields`` says so.
    """

    column: int
    heading: str
    samples: list[str]
    why: str
    proposed: str | None = None


class SheetRecord(Record, frozen=True, kw_only=True):
    """A sheet, and how it is read: the column of each field."""

    name: str
    rows: int
    columns: list[ColumnRecord]
    included: bool
    header_row: int | None
    fields: dict[str, int]


class SheetChange(Record, frozen=True, kw_only=True):
    """How a sheet must be read: ``fields`` gives the column (from 0) of each field."""

    name: str
    fields: dict[str, Annotated[int, Meta(ge=0)]]
    included: bool = True
    header_row: Annotated[int, Meta(ge=1)] | None = None


class AssessmentRequest(Record, frozen=True, kw_only=True):
    """What is confirmed before computing; sheets that are not named are read as guessed."""

    choices: ChoicesRecord | None = None
    sheets: list[SheetChange] = []


class LinesQuery(PageQuery, frozen=True, kw_only=True):
    """Which lines: counted ones, all those left out, or those left out for one reason."""

    reason: str = "counted"
    device: str = ""
    q: str = ""


class TracesQuery(Record, frozen=True, kw_only=True):
    """Which figures to open."""

    device: str
    criterion: str = "climate_change"


class InputRecord(Record, frozen=True, kw_only=True):
    """An input of a figure, in words with its unit; a private value is masked."""

    name: str
    value: str
    spread: str
    source: SourceRecord
    verified: bool
    approximate: bool
    note: str


class TraceRecord(Record, frozen=True, kw_only=True):
    """How a figure was computed; ``result`` is null when the stage has no factor."""

    device: str
    stage: str
    criterion: str
    unit: str
    result: BoundsRecord | None
    formula: str
    inputs: list[InputRecord]

    @classmethod
    def of(cls, trace: Trace, opened: Explanation) -> TraceRecord:
        """A trace as answered, its values as the pages show them."""
        return cls(
            device=trace.device,
            stage=trace.stage.value,
            criterion=trace.criterion,
            unit=trace.unit.symbol,
            result=BoundsRecord.of(trace.result) if trace.result else None,
            formula=opened.formula,
            inputs=[
                InputRecord(
                    name=each.name,
                    value=each.value,
                    spread=each.spread,
                    source=SourceRecord.of(each.source),
                    verified=each.verified,
                    approximate=each.approximate,
                    note=each.note,
                )
                for each in opened.inputs
            ],
        )


class BreakdownQuery(Record, frozen=True, kw_only=True):
    """By what the footprint is shared out, and for which criterion."""

    by: Dimension
    criterion: str = "climate_change"


class ShareRecord(Record, frozen=True, kw_only=True):
    """What some devices weigh in a year; ``value`` is null when nothing of them is assessed.

    ``key`` is the kind, place (empty: not told), stage, tier or criterion; ``devices`` counts each
    kind; ``assessed`` is the share (0 to 1) of the devices the value speaks for.
    """

    key: str
    criterion: str
    stage: str
    unit: str
    value: BoundsRecord | None
    assessed: float
    devices: dict[str, float]

    @classmethod
    def of(cls, share: Share) -> ShareRecord:
        """A part of a footprint as answered."""
        return cls(
            key=share.key,
            criterion=share.criterion,
            stage=share.stage.value,
            unit=share.unit.symbol,
            value=BoundsRecord.of(share.value) if share.value else None,
            assessed=share.assessed,
            devices=dict(share.bearers),
        )


class ComparisonQuery(Record, frozen=True, kw_only=True):
    """The other inventory of the same authority, taken as the situation before."""

    before: UUID


class ChangeRecord(Record, frozen=True, kw_only=True):
    """A figure before and after (null: not assessed), and the difference with its own interval."""

    device: str
    criterion: str
    stage: str
    unit: str
    before: BoundsRecord | None
    after: BoundsRecord | None
    difference: BoundsRecord
    certain: bool

    @classmethod
    def of(cls, change: Change) -> ChangeRecord:
        """A change as answered; ``device`` is empty for the whole fleet."""
        return cls(
            device=change.subject.device,
            criterion=change.subject.criterion,
            stage=change.subject.stage.value,
            unit=change.subject.unit.symbol,
            before=BoundsRecord.of(change.before) if change.before else None,
            after=BoundsRecord.of(change.after) if change.after else None,
            difference=BoundsRecord.of(change.difference),
            certain=change.certain,
        )


class ComparisonRecord(Record, frozen=True, kw_only=True):
    """Two inventories side by side; ``reasons`` says what differs between them."""

    changes: list[ChangeRecord]
    by_device: list[ChangeRecord]
    reasons: list[str]

    @classmethod
    def of(cls, found: Comparison) -> ComparisonRecord:
        """A comparison as answered."""
        return cls(
            changes=[ChangeRecord.of(each) for each in found.changes],
            by_device=[ChangeRecord.of(each) for each in found.by_device],
            reasons=list(found.reasons),
        )


class LeversRecord(Record, frozen=True, kw_only=True):
    """Levers as the command line writes them (``keep:laptop:2``), and where they should lead."""

    levers: Annotated[list[Lever], Meta(min_length=1, max_length=40)]
    target_year: Annotated[int, Meta(ge=1990, le=2100)] | None = None
    percent_less: Annotated[float, Meta(ge=0, le=100)] | None = None


class ScenarioRequest(LeversRecord, frozen=True, kw_only=True):
    """Levers to keep under a name; the same name again replaces them."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]


class ScenarioRecord(LeversRecord, frozen=True, kw_only=True):
    """A scenario that was kept."""

    id: int
    name: str
    made_at: datetime
    url: str

    @classmethod
    def of(cls, call: AuthorityCall, held: SavedScenario, levers: LeversRecord) -> ScenarioRecord:
        """A scenario as answered."""
        path = "inventories/<uuid:pk>/scenarios/<int:scenario>"
        return cls(
            id=held.pk,
            name=held.name,
            made_at=held.made_at,
            levers=levers.levers,
            target_year=levers.target_year,
            percent_less=levers.percent_less,
            url=address(path, call, pk=held.inventory_id, scenario=held.pk),
        )


class DeviceRecord(Record, frozen=True, kw_only=True):
    """A kind of device or service; ``assessed`` tells whether its climate change is known."""

    id: str
    tier: str
    name: dict[str, str]
    unit: str
    assessed: bool


class FactorsQuery(PageQuery, frozen=True, kw_only=True):
    """Which factors: all, or those of one kind of device or one criterion."""

    device: str | None = None
    criterion: str | None = None


class FactorRecord(Record, frozen=True, kw_only=True):
    """What one device weighs at one stage; ``value`` is null when nothing is known or to count."""

    device: str
    stage: str
    criterion: str
    region: str
    unit: str
    value: BoundsRecord | None
    quality: str
    verified: bool
    approximate: bool
    note: dict[str, str]
    source: SourceRecord

    @classmethod
    def of(cls, factor: Factor) -> FactorRecord:
        """A factor as answered."""
        return cls(
            device=factor.item,
            stage=factor.stage.value,
            criterion=factor.criterion,
            region=factor.region,
            unit=factor.unit.symbol,
            value=BoundsRecord.of(factor.spread.interval()) if factor.spread else None,
            quality=factor.quality.value,
            verified=factor.verified,
            approximate=factor.approximate,
            note=dict(factor.note),
            source=SourceRecord.of(factor.source),
        )


class MixesQuery(PageQuery, frozen=True, kw_only=True):
    """Which electricity: of one country, of one dataset."""

    country: str | None = None
    dataset: str | None = None
    criterion: str | None = None


class MixRecord(Record, frozen=True, kw_only=True):
    """What a kilowatt-hour weighs in a country, after one named dataset."""

    dataset: str
    country: str
    criterion: str
    unit: str
    value: BoundsRecord
    verified: bool
    source: SourceRecord

    @classmethod
    def of(cls, mix: Mix) -> MixRecord:
        """A mix as answered."""
        return cls(
            dataset=mix.dataset,
            country=mix.country,
            criterion=mix.criterion,
            unit=mix.unit.symbol,
            value=BoundsRecord.of(mix.spread.interval()),
            verified=mix.verified,
            source=SourceRecord.of(mix.source),
        )
