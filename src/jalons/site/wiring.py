"""The rooms of this instance, and the plugs between them. A new room is one line here."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from jalons.kernel.contracts import observation_store


@dataclass(frozen=True, slots=True)
class Room:
    """A domain of the product: its package and the path of its pages within an authority."""

    name: str
    path: str = ""
    commands: bool = True

    @property
    def app(self) -> str:
        """The Django app of the room."""
        return f"jalons.{self.name}.web"


ROOMS: tuple[Room, ...] = (
    Room("strategy", path=""),
    Room("footprint", path="empreinte/"),
)


def connect() -> None:
    """Plug the contracts of the kernel; called once, when Django is ready."""
    strategy = import_module("jalons.strategy.web.actions")
    observation_store.connect(strategy.store)
