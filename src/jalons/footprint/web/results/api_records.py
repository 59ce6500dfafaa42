"""The shapes of what the API answers of results."""

from __future__ import annotations

from uuid import UUID

from jalons.footprint.engine.analysis.breakdown import Dimension, Share
from jalons.footprint.engine.analysis.comparison import Change, Comparison
from jalons.footprint.engine.assessment.results import Trace
from jalons.footprint.words.explain import Explanation
from jalons.foundation.api.records import (
    BoundsRecord,
    PageQuery,
    Record,
    SourceRecord,
)


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

    ``key`` is the kind, place (empty: unknown), stage, tier or criterion; ``devices`` counts each
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
    def of(cls, comparison: Comparison) -> ComparisonRecord:
        return cls(
            changes=[ChangeRecord.of(change) for change in comparison.changes],
            by_device=[ChangeRecord.of(each) for each in comparison.by_device],
            reasons=list(comparison.reasons),
        )
