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
from jalons.foundation.rooms import Room, rooms
from jalons.kernel import JalonsError, Messages
from jalons.kernel.errors import DEFAULT_LANGUAGE, language, set_language
from jalons.site.options import read_options, twin_address
from jalons.site.rooms import install
from jalons.site.wiring import leave_heavy_out

set_language(os.environ.get("JALONS_LANG", DEFAULT_LANGUAGE))
say = Messages.of("jalons.site").text
install()

# Exit codes of every command; ``docs/reference/cli.md`` prints this table.
EXIT_CODES: dict[int, str] = {
    0: "exit_done",
    1: "exit_failed",
    2: "exit_usage",
    3: "exit_input",
    4: "exit_nothing",
}
EXIT_FAILED = 1
DRIVERS = {  # the optional part that brings a module
    "psycopg": "postgres",
    "boto3": "s3",
    "storages": "s3",
    "redis": "valkey",
}
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
        super().__init__(name=own.name, help=own.help)
        self._room, self._own = room, own
        self._stored = {name.rpartition(":")[2].rstrip("_"): name for name in room.web.stored}

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*self._own.list_commands(ctx), *self._stored])

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._stored:
            return self._own.get_command(ctx, cmd_name)
        load_django()
        command: click.Command = self._room.load(self._stored[cmd_name])
        return command


class Jalons(click.Group):
    """The top group: site commands, and one group per room, imported when named."""

    def _own(self) -> dict[str, str]:
        administration = dict.fromkeys(ADMINISTRATION, "jalons.site.commands.administration")
        more = {
            "move": "jalons.site.commands.moving",
            "announce": "jalons.site.commands.announcing",
        }
        return dict.fromkeys(OWN, "jalons.site.commands.instance") | administration | more

    def _rooms(self) -> dict[str, Room]:
        return {room.command or room.name: room for room in rooms() if room.cli}

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self._own(), *self._rooms()]

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if module := self._own().get(cmd_name):
            own: click.Command = getattr(import_module(module), cmd_name)
            return own
        room = self._rooms().get(cmd_name)
        if room is None:
            return None
        command: click.Command = room.load(room.cli)
        if room.web.stored and isinstance(command, click.Group):
            return RoomCommands(room, command)
        return command


def load_django(*, whole: bool = False) -> None:
    """Load Django: only the commands that need the database pay for it.

    ``whole``: with what heavy pages and jobs need, for the processes that answer or run them.
    """
    import django

    if not whole:
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
    typed = next(iter(sys.argv[1:]), "")
    extras = DRIVERS | {room.name: room.extra for room in rooms() if room.extra}
    return extras.get(module) or extras.get(typed, "web")


def main() -> None:
    """Run the command line; a ``JalonsError`` ends it with its explanation and exit code 1."""
    os.environ.setdefault("LANGUAGE", language())
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
    except (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError) as error:
        if not error.filename:
            raise
        file = error.filename2 or error.filename
        click.secho(say("file_unusable", file=file), fg="red", err=True)
        sys.exit(EXIT_FAILED)
    except Exception as error:
        origin = type(error).__module__  # what may not be loaded is known by its name
        if origin.startswith("botocore."):
            address = read_options()["FILES"]
            click.secho(say("check_files_away", address=address, why=error), fg="red", err=True)
            sys.exit(EXIT_FAILED)
        if origin != "django.db.utils":
            raise
        folder = read_options()["DATA_DIR"]
        click.secho(say("database_not_ready", detail=error, folder=folder), fg="red", err=True)
        sys.exit(EXIT_FAILED)


if __name__ == "__main__":
    main()
