"""The shapes of what the API of the footprint room reads and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta

from jalons.footprint.engine.assessment.results import LifetimeRule
from jalons.footprint.engine.inventory.line import DeviceStatus
from jalons.footprint.web.inventories.choices import Choices
from jalons.footprint.web.inventories.models import InventoryFile
from jalons.foundation.api.endpoints import AuthorityCall, address
from jalons.foundation.api.problems import document
from jalons.foundation.api.records import (
    JobRecord,
    Problem,
    Record,
)


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
                "names": [[name.kind, name.model, name.device] for name in self.names],
            }
        )

    @classmethod
    def of(cls, choices: Choices) -> ChoicesRecord:
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
    def of(cls, call: AuthorityCall, inventory: InventoryFile, refusal: Any) -> InventoryRecord:
        problem = document(refusal) if refusal else None
        return cls(
            id=inventory.pk,
            name=inventory.name,
            state=inventory.state,
            size=inventory.size,
            dropped_at=inventory.created_at,
            problem=Problem(code=problem["code"], title=problem["title"], hint=problem["hint"])
            if problem
            else None,
            choices=ChoicesRecord.of(Choices.from_json(inventory.choices)),
            url=address("inventories/<uuid:pk>", call, pk=inventory.pk),
        )


class Started(Record, frozen=True, kw_only=True):
    """What was stored, and the job that works on it: follow its ``url``."""

    inventory: InventoryRecord
    job: JobRecord


class ColumnRecord(Record, frozen=True, kw_only=True):
    """A column of a sheet (from 0): its heading, and a few of its cells.

    ``why`` says what was understood rests on (heading, heading_part, values…); ``proposed`` is the
    field it may be, which is not read until ``fields`` says so.
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
