"""The choices of a person for an inventory: stored as JSON, read as a value."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from jalons.footprint.engine.assessment.results import LifetimeRule
from jalons.footprint.engine.inventory.hosted import HostedService
from jalons.footprint.engine.inventory.line import COUNTED_STATUSES, DeviceStatus
from jalons.footprint.engine.inventory.services import Services
from jalons.footprint.engine.inventory.unknown_kinds import Kind

# Statuses a person may add to what is counted.
OPTIONAL_STATUSES = (DeviceStatus.IN_STOCK, DeviceStatus.MISSING, DeviceStatus.RETIRED)


@dataclass(frozen=True, slots=True)
class Choices:
    """Statuses counted besides devices in use, the lifetime rule, electricity, and named kinds.

    ``mix`` names an electricity dataset (the pack's first by default); ``pue`` is that of the
    authority's own rooms, when it knows it; ``own_factors`` is the id of its own file of factors,
    when they apply; ``makers`` takes manufacture from the makers' declarations; ``services`` are
    the uses declared besides the file. ``home`` is the country (ISO 3166-1 alpha-2) of devices that
    state none; none until the first computation, that takes it from the authority's territory.
    ``hosted`` services are counted in the total, as they were when somebody chose so.
    """

    also_counted: frozenset[DeviceStatus] = frozenset()
    lifetime: LifetimeRule = LifetimeRule.EXPECTED
    exclude_duplicates: bool = False
    mix: str | None = None
    pue: float | None = None
    names: dict[Kind, str] = field(default_factory=dict)
    own_factors: str | None = None
    makers: bool = False
    count_consumables: bool = False
    exclude_absurd_dates: bool = False
    services: Services = field(default_factory=Services)
    home: str | None = None
    hosted: tuple[HostedService, ...] = ()

    @property
    def counted(self) -> frozenset[DeviceStatus]:
        return COUNTED_STATUSES | self.also_counted

    def to_json(self) -> dict[str, Any]:
        return {
            "also_counted": sorted(status.value for status in self.also_counted),
            "lifetime": self.lifetime.value,
            "exclude_duplicates": self.exclude_duplicates,
            "mix": self.mix,
            "pue": self.pue,
            "own_factors": self.own_factors,
            "makers": self.makers,
            "count_consumables": self.count_consumables,
            "exclude_absurd_dates": self.exclude_absurd_dates,
            "services": self.services.as_json(),
            "home": self.home,
            "hosted": [asdict(each) for each in self.hosted],
            "names": [[*kind, device] for kind, device in self.names.items()],
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Choices:
        """The choices stored by ``to_json``; an absent one takes its default."""
        return cls(
            frozenset(DeviceStatus(value) for value in content.get("also_counted", ())),
            LifetimeRule(content.get("lifetime", LifetimeRule.EXPECTED)),
            bool(content.get("exclude_duplicates", False)),
            content.get("mix"),
            content.get("pue"),
            {(kind, model): device for kind, model, device in content.get("names", ())},
            content.get("own_factors"),
            bool(content.get("makers", False)),
            bool(content.get("count_consumables", False)),
            bool(content.get("exclude_absurd_dates", False)),
            Services.from_json(content.get("services", {})),
            content.get("home"),
            tuple(map(HostedService.from_json, content.get("hosted", ()))),
        )
