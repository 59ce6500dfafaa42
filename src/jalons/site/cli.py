"""The ``jalons`` command: one entry point, a group of sub-commands per room.

Rooms load only when called, so that a computation never pays for the web.
"""

from __future__ import annotations

import gettext
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, override

import click

from jalons import __version__
from jalons.kernel import JalonsError, Messages
from jalons.site.options import twin_address
from jalons.site.wiring import ROOMS, Room, leave_heavy_out

say = Messages.of("jalons.site").text

# Exit codes of every command; ``docs/reference/cli.md`` prints this table.
EXIT_CODES: dict[int, str] = {
    0: "exit_done",
    1: "exit_failed",
    2: "exit_usage",
    3: "exit_input",
    4: "exit_nothing",
}
EXIT_FAILED = 1
EXTRAS = {"twin": "twin", "psycopg": "postgres"}  # by command or module; "web" for the others
OWN = (
    "serve",
    "migrate",
    "work",
    "compute",
    "check",
    "backup",
    "restore",
    "settings",
    "demo",
)
ADMINISTRATION = ("authority", "account")


class RoomCommands(click.Group):
    """The commands of a room: its own, and those that need the database, loaded when named."""

    def __init__(self, room: Room, own: click.Group) -> None:
        super().__init__(name=room.name, help=own.help)
        self._room, self._own = room, own

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*self._own.list_commands(ctx), *self._room.stored])

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._room.stored:
            return self._own.get_command(ctx, cmd_name)
        load_django()
        command: click.Command = getattr(import_module(f"{self._room.app}.commands"), cmd_name)
        return command


class Jalons(click.Group):
    """The top group: site commands, and one group per room, imported when named."""

    def _sources(self) -> dict[str, tuple[str, str]]:
        own = {name: ("jalons.site.commands", name) for name in OWN}
        own |= {name: ("jalons.site.administration_commands", name) for name in ADMINISTRATION}
        return own | {name: (f"jalons.{name}.cli", "commands") for name in self._rooms()}

    def _rooms(self) -> dict[str, Room]:
        return {room.name: room for room in ROOMS}

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._sources())

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._sources():
            return None
        module, attribute = self._sources()[cmd_name]
        command: click.Command = getattr(import_module(module), attribute)
        room = self._rooms().get(cmd_name)
        if room and room.stored and isinstance(command, click.Group):
            return RoomCommands(room, command)
        return command


def load_django(*, light: bool = False) -> None:
    """Load Django: only the commands that need the database pay for it.

    ``light``: without what only heavy pages need, for the process that answers everybody.
    """
    import django

    if light:
        leave_heavy_out()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jalons.site.settings")
    django.setup()


CONTEXT: dict[str, Any] = {
    "max_content_width": 100,
    "default_map": {"twin": {"tidy": {"store": twin_address}}},  # read when the command runs
}


@click.command(cls=Jalons, help=say("jalons.help"), context_settings=CONTEXT)
@click.version_option(__version__, message="jalons %(version)s")
def jalons() -> None:
    """Everything is in the sub-commands."""


def _extra(module: str) -> str:
    """The optional part of the product that brings a module to the command typed."""
    return EXTRAS.get(module) or EXTRAS.get(next(iter(sys.argv[1:]), ""), "web")


def main() -> None:
    """Run the command line; a ``JalonsError`` ends it with its explanation and exit code 1."""
    os.environ.setdefault("LANGUAGE", os.environ.get("JALONS_LANG", "fr"))
    gettext.bindtextdomain("messages", str(Path(__file__).parent / "locale"))
    try:
        jalons.main(prog_name="jalons")
    except JalonsError as error:
        click.secho(str(error), fg="red", err=True)
        sys.exit(EXIT_FAILED)
    except ModuleNotFoundError as error:
        if not error.name or error.name.partition(".")[0] == "jalons":
            raise
        click.secho(
            say("extra_missing", module=error.name, extra=_extra(error.name)), fg="red", err=True
        )
        sys.exit(EXIT_FAILED)
    except Exception as error:
        if type(error).__module__ != "django.db.utils":  # Django may not be loaded: known by name
            raise
        click.secho(say("database_not_ready", detail=error), fg="red", err=True)
        sys.exit(EXIT_FAILED)


if __name__ == "__main__":
    main()
