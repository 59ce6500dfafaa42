"""The inputs of a command: a file or folder, the choices, the secrets."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

import click
from click.termui import progressbar

from jalons.footprint.capture.folder import files_of
from jalons.footprint.cli.terminal import EXIT_INPUT, EXIT_USAGE, fail, print_columns
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import LifetimeRule
from jalons.footprint.engine.factor_files.own_factors import with_own_factors
from jalons.footprint.engine.factors.licences import LicenceTerms
from jalons.footprint.engine.factors.pack import Pack
from jalons.footprint.engine.inventory.line import (
    COUNTED_STATUSES,
    DeviceStatus,
    FootprintError,
    Inventory,
)
from jalons.footprint.engine.inventory.services import Services, with_services
from jalons.footprint.engine.numecoeval import read_tables
from jalons.footprint.engine.reading import (
    Sheet,
    country_of,
    is_readable,
    read_files,
    read_inventory,
    read_sheets,
    with_choices,
)
from jalons.footprint.store import load_pack, pack_with_makers
from jalons.footprint.words.figures import say
from jalons.footprint.words.own_factors import own_lines
from jalons.kernel import JalonsError, Period
from jalons.tabular import DEFAULT_LIMITS

BIG_FILE = 1_000_000

EXTRA_STATUSES = tuple(
    status.value
    for status in (
        DeviceStatus.IN_STOCK,
        DeviceStatus.RETIRED,
        DeviceStatus.MISSING,
        DeviceStatus.CONSUMED,
    )
)


def _home(_context: click.Context, _option: click.Parameter, text: str | None) -> str | None:
    """The code of the named country; ends the command when there is none."""
    if text is None:
        return None
    found = country_of(text)
    if found is None:
        fail(FootprintError("home_unknown", home=text), EXIT_USAGE)
    return found


HOME = click.option("--home", metavar="FR", callback=_home, help=say("help.home"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The arguments of a command line."""

    file: Path
    json_out: str | None = None
    html_out: str | None = None
    csv_out: str | None = None
    pcrsi_out: str | None = None
    lifetime: str = LifetimeRule.EXPECTED.value
    count: tuple[str, ...] = ()
    staff: int | None = None
    year: int | None = None
    mix: str | None = None
    pue: float | None = None
    home: str | None = None
    seed: int = Options().seed
    factors: Path | None = None
    factors_licence: str = ""
    makers: bool = False
    count_consumables: bool = False
    exclude_absurd_dates: bool = False
    traffic_fixed: float | None = None
    traffic_mobile: float | None = None
    emails: float | None = None
    email_recipients: float | None = None
    email_volume: float | None = None
    paper_reams: float | None = None
    room_area: float | None = None
    column: tuple[str, ...] = ()

    def columns(self) -> dict[str, str]:
        """The stated headings by field; ``FootprintError`` unless written FIELD=HEADING."""
        pairs = [text.partition("=") for text in self.column]
        wrong = next((text for text, (_, sign, name) in zip(self.column, pairs, strict=True)
                      if not sign or not name.strip()), None)  # fmt: skip
        if wrong is not None:
            raise FootprintError("option_column", value=wrong)
        return {field.strip(): heading.strip() for field, _, heading in pairs}

    def services(self) -> Services:
        """The declared services; ``FootprintError`` for an impossible figure."""
        return Services(
            traffic_fixed=self.traffic_fixed,
            traffic_mobile=self.traffic_mobile,
            emails=self.emails,
            recipients=self.email_recipients,
            email_volume=self.email_volume,
            paper_reams=self.paper_reams,
            room_area=self.room_area,
        )

    def decided(self, inventory: Inventory) -> Inventory:
        """The inventory with the choices and the declared services of the command line."""
        chosen = with_choices(
            inventory,
            counted_statuses=self.counted(),
            count_consumables=self.count_consumables,
            exclude_absurd_dates=self.exclude_absurd_dates,
        )
        return with_services(chosen, self.services())

    def options(self, extracted_on: date | None) -> Options:
        """The options of the assessment; ``FootprintError`` for one that makes no sense.

        Without a year, the result speaks of the inventory's own, or of today's.
        """
        year = self.year or (extracted_on or today()).year
        return Options(
            lifetime=LifetimeRule(self.lifetime),
            period=Period.year(year),
            seed=self.seed,
            mix=self.mix,
            pue=self.pue,
            home=self.home,
            staff=self.staff,
            on=today(),
        )

    def counted(self) -> frozenset[DeviceStatus]:
        return COUNTED_STATUSES | {DeviceStatus(name) for name in self.count}


def pack_of(request: Request) -> Pack:
    """The factors a request computes with (:func:`pack_with`)."""
    return pack_with(
        factors=request.factors, factors_licence=request.factors_licence, makers=request.makers
    )


def pack_with(*, factors: Path | None, factors_licence: str, makers: bool) -> Pack:
    """The factors to compute with: the product’s, the makers’ and one’s own on request.

    The report on one’s own rows goes to the error stream. Ends the command when they cannot be
    read.
    """
    pack = pack_with_makers() if makers else load_pack()
    if factors is None:
        return pack
    terms = LicenceTerms(factors_licence, shown=bool(factors_licence))
    try:
        found = with_own_factors(pack, read_tables(files_of(factors)), terms=terms)
    except FootprintError as error:
        fail(error, EXIT_INPUT)
    for line in own_lines(found):
        click.echo(line, err=True)
    return found.pack


def today() -> date:
    return datetime.now().astimezone().date()


def secret(variable: str, prompt: str, *, needed: bool) -> str:
    """A token from the environment, else typed unseen: a command line is read by every user."""
    token = os.environ.get(variable, "")
    if not token and sys.stdin.isatty():
        token = click.prompt(say(prompt), default="", hide_input=True, show_default=False)
    if needed and not token:
        fail(FootprintError("glpi_no_token"), EXIT_USAGE)
    return token.strip()


def read(request: Request, *, about: str = "") -> Inventory:
    """The inventory of the file or folder; ends the command when it cannot be read.

    ``about`` names the file in the error, when the command reads several.
    """
    try:
        big = request.file.stat().st_size >= BIG_FILE
        with progress(request.file.name, big=big) as step:
            sheets = sheets_of(request.file)
            step()
            inventory = read_inventory(sheets, columns=request.columns(), today=today())
            inventory = request.decided(inventory)
            step()
    except JalonsError as error:
        fail(error, EXIT_INPUT, about=about)
    except OSError as error:
        problem = FootprintError("file_unreadable", file=request.file.name, reason=error.strerror)
        fail(problem, EXIT_INPUT)
    print_columns(inventory.columns)
    return inventory


def sheets_of(path: Path) -> list[Sheet]:
    """The sheets of a file, or of the files of a folder and its own folders."""
    if not path.is_dir():
        return read_sheets(path.read_bytes(), path.name)
    found = {
        file.relative_to(path).as_posix(): file
        for file in sorted(path.rglob("*"))
        if file.is_file() and is_readable(file.relative_to(path).as_posix())
    }
    if not found:
        raise FootprintError("folder_empty", file=path.name)
    size, limit = sum(file.stat().st_size for file in found.values()), DEFAULT_LIMITS.expanded_bytes
    if size > limit:
        megabytes, most = round(size / 2**20), limit // 2**20
        raise FootprintError("folder_too_big", file=path.name, megabytes=megabytes, limit=most)
    return read_files({name: file.read_bytes() for name, file in found.items()}, path.name)


@contextmanager
def progress(label: str, *, big: bool) -> Iterator[Callable[[], None]]:
    """A call to make after each of the two steps; a bar on the error stream for a big file."""
    if not big:
        yield _nothing
        return
    with progressbar(length=2, label=label, file=sys.stderr) as bar:
        yield partial(bar.update, 1)


def _nothing() -> None:
    """No bar to move."""
