"""Commands on devices: by which routes they may leave, the yearly rate of a list of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jalons.kernel import JalonsError
from jalons.kernel.errors import language
from jalons.reuse.words.sentences import say

if TYPE_CHECKING:
    from jalons.reuse.engine.routes.verdicts import LeavingDevice, Verdict

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class _Euros(click.ParamType[Decimal]):
    name = "euros"

    def convert(self, value: Any, param: Any, ctx: Any) -> Decimal:
        try:
            found = Decimal(str(value).replace(",", "."))
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite():
            self.fail(say("cli.not_euros", value=value), param, ctx)
        return found


DAY, EUROS = click.DateTime(["%Y-%m-%d"]), _Euros()


@click.command(help=say("help.route"))
@click.argument("file", type=FILE, required=False)
@click.option("--kind", help=say("help.route_kind"))
@click.option("--bought", type=DAY, help=say("help.route_bought"))
@click.option("--retired", type=DAY, help=say("help.route_retired"))
@click.option("--value", type=EUROS, help=say("help.route_value"))
@click.option("--works/--broken", default=None, help=say("help.route_works"))
@click.option("--special/--not-special", default=None, help=say("help.route_special"))
@click.option("--to", help=say("help.route_to"))
@click.option("--resale", type=EUROS, help=say("help.route_resale"))
@click.option("--needy/--anybody", default=None, help=say("help.route_needy"))
@click.option("--committed/--no-commitment", default=None, help=say("help.route_committed"))
@click.option("--on", type=DAY, help=say("help.route_on"))
def route(file: Path | None, to: str | None, **said: Any) -> None:
    """Print by which routes a device may leave, with the articles."""
    from jalons.reuse.engine.routes.rules import shipped_rules
    from jalons.reuse.engine.routes.verdicts import Circumstances, verdict

    day = said["on"].date() if said["on"] else date.today()  # noqa: DTZ011  the day of who asks
    seen = Circumstances(day, said["resale"], said["needy"], said["committed"])
    try:
        rules = shipped_rules()
        wanted = [rules.route(to)] if to else list(rules.routes.values())
        for label, device in _devices(file, said):
            if label:
                click.echo(f"{label}")
            for line in _lines(verdict(each, device, seen, rules) for each in wanted):
                click.echo(line)
    except JalonsError as error:
        raise click.ClickException(str(error)) from error


def _devices(file: Path | None, said: dict[str, Any]) -> Iterator[tuple[str, LeavingDevice]]:
    """The device of the options, or those of a file with their names."""
    if file is None:
        yield "", _device(said)
        return
    from jalons.reuse.capture.inventories import read_devices

    found = read_devices(file.read_bytes(), file.name)
    for each in found.rows:
        problems, device = list(each.problems), None
        try:
            device = each.leaving()
        except JalonsError as error:
            problems.append(str(error))
        for why in problems:
            click.echo(say("cli.row", row=each.number, why=why), err=True)
        if device is not None and not problems:
            yield each.values["label"], device
    for note in found.notes(language()):
        click.echo(note, err=True)


def _device(said: dict[str, Any]) -> LeavingDevice:
    from jalons.reuse.engine.errors import ReuseError
    from jalons.reuse.engine.leaving.proposals import shipped_guide
    from jalons.reuse.engine.routes.verdicts import LeavingDevice

    kind, known = said["kind"], shipped_guide().kinds
    if kind is None:
        raise click.UsageError(say("cli.kind_or_file"))
    if kind not in known:
        raise ReuseError("kind_unknown", kind=kind, known=", ".join(known))
    bought, retired = (said[name].date() if said[name] else None for name in ("bought", "retired"))
    return LeavingDevice(kind, bought, retired, said["value"], said["works"], said["special"])


def _lines(found: Iterable[Verdict]) -> Iterator[str]:
    from jalons.reuse.engine.routes.rules import shipped_rules
    from jalons.reuse.words import routes as words

    lang = language()
    for each in found:
        yield f"{words.outcome_name(each, lang).upper():<13}{words.route_name(each.route, lang)}"
        for reason in each.reasons:
            yield f"  · {words.reason_words(reason, lang)}"
        if each.counts is not False:
            yield f"  · {words.counts_words(each, lang)}"
        yield f"  {words.articles_words(each, shipped_rules(), lang)}"


@click.command(help=say("help.rate"))
@click.argument("file", type=FILE)
@click.option("--year", type=click.IntRange(2023, 2100), required=True, help=say("help.rate_year"))
@click.option("--stock", type=click.IntRange(0), help=say("help.rate_stock"))
@click.option("--ordinary", is_flag=True, help=say("help.rate_ordinary"))
@click.option("--small/--large", default=None, help=say("help.rate_small"))
def rate(file: Path, year: int, **stated: Any) -> None:
    """Print the rate of a year, by route, and what is missing."""
    from jalons.reuse.capture.retired import read_retired
    from jalons.reuse.engine.accounting.rate import YearStatement, year_rate
    from jalons.reuse.words import accounts as words

    lang = language()
    try:
        devices, departures, problems = read_retired(file.read_bytes(), file.name)
    except JalonsError as error:
        raise click.ClickException(str(error)) from error
    for number, why in problems:
        click.echo(say("cli.row", row=number, why=why), err=True)
    found = year_rate(year, devices, departures, YearStatement(**stated))
    click.echo(words.sentence(found, lang))
    if found.possible != found.reused:
        possible = words.rate_words(found.share(found.possible), lang)
        click.echo(say("accounts.chapter.possible", lang) + f" : {possible}")
    for gap in found.gaps:
        click.echo(f"  · {words.gap_words(gap, lang)}")
    if problems:  # a row left aside may change the rate
        raise click.ClickException(say("accounts.rows_left", lang, count=len(problems)))
