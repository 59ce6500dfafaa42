"""``jalons ai run meters FILE``: the alerts of a meter, with their reasons."""

from __future__ import annotations

from pathlib import Path

import click

from jalons.ailibrary.engine.series.quantities import UNITS
from jalons.ailibrary.words import meters as words
from jalons.ailibrary.words.sentences import say
from jalons.kernel import JalonsError
from jalons.kernel.errors import language
from jalons.wording import format_day

PAST = 56


def _option(name: str) -> str:
    return say(f"meters.cli.{name}")


@click.command("meters", help=_option("help"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--quantity", type=click.Choice(list(UNITS)), default="electricity",
              help=_option("quantity"))  # fmt: skip
@click.option("--unit", default="", help=_option("unit"))
@click.option("--index", is_flag=True, help=_option("index"))
@click.option("--end", is_flag=True, help=_option("end"))
@click.option("--column", default="", help=_option("column"))
@click.option("--days", type=click.IntRange(1, 366), help=_option("days"))
@click.option("--degrees", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help=_option("degrees"))  # fmt: skip
def meters(  # noqa: PLR0913, PLR0917  (options)
    file: Path, quantity: str, unit: str, column: str, days: int | None, degrees: Path | None, *,
    index: bool, end: bool,
) -> None:  # fmt: skip
    """Print what was read, then an alert a line."""
    from jalons.ailibrary.capture.readings import (  # NumPy: for this command alone
        Layout,
        read_meter,
    )
    from jalons.ailibrary.engine.series.hours import day_of
    from jalons.ailibrary.engine.series.watching import RECENT_DAYS, Manner, watch

    lang = language()
    try:
        layout = Layout(quantity, unit, index=index, at_end=end, column=column)
        found = read_meter(file.read_bytes(), file.name, layout, lang)
        warm = None
        if degrees is not None:
            outdoor = Layout("temperature", "°C")
            warm = read_meter(degrees.read_bytes(), degrees.name, outdoor, lang).series
    except JalonsError as error:
        raise click.ClickException(str(error)) from error
    for notice in found.notices:
        click.echo(notice)
    series = found.series
    bounds = (format_day(day_of(int(series.days[at])), lang) for at in (0, -1))
    click.echo(say("meters.cli.known", lang, known=found.known, unknown=found.unknown,
                   **dict(zip(("first", "last"), bounds, strict=True))))  # fmt: skip
    manner = Manner("ridge", mean=quantity == "temperature")
    watched = watch(series, warm, manner, days or RECENT_DAYS)
    if watched.cut < PAST:
        click.echo(say("meters.cli.short", lang))
    for each in watched.periods:
        first, last = day_of(each.first), day_of(each.last)
        said = words.reason(each.detector, days=each.last - each.first + 1, times=each.times,
                            lang=lang)  # fmt: skip
        size = words.sizes(
            each.detector,
            words.Size(each.read, each.expected, each.deviation, UNITS[quantity]), lang,
        )  # fmt: skip
        also = words.also(each.also, lang)
        shown = words.period(first, last, lang)
        click.echo(f"{words.label(each.detector, lang)}, {shown}. {said} {size} {also}".rstrip())
    click.echo(say("meters.cli.advice" if watched.periods else "meters.cli.none", lang, days=days))
