"""The command that diagnoses a territory, from the packages and the data one imported."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jalons.inclusion.words.sentences import say
from jalons.kernel import JalonsError
from jalons.kernel.errors import language
from jalons.kernel.tables import package_table
from jalons.wording import format_percent

if TYPE_CHECKING:
    from jalons.inclusion.engine.areas import Areas, Column
    from jalons.inclusion.engine.index.values import Diagnosis

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
AROUND = click.Choice(["departement", "region", "france"])
MOST = 30  # lines of a table on screen


@click.command(help=say("help.diagnose"))
@click.argument("code")
@click.option("--region", is_flag=True, help=say("help.diagnose_region"))
@click.option("--around", type=AROUND, help=say("help.diagnose_around"))
@click.option("--widest", type=click.IntRange(1), help=say("help.diagnose_widest"))
@click.option("--data", type=FOLDER, help=say("help.diagnose_data"))
@click.option("--json", "as_json", is_flag=True, help=say("help.json"))
def diagnose(  # noqa: PLR0913  (each one an option)
    code: str, *, region: bool, around: str | None, widest: int | None, data: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Print a sentence, the areas with their rank intervals, what is missing, sources, limits."""
    import msgspec

    from jalons.inclusion.engine.index.diagnosis import diagnose as diagnosis_of
    from jalons.inclusion.engine.index.fragility import Choice
    from jalons.inclusion.engine.index.values import indicators
    from jalons.inclusion.store import official
    from jalons.inclusion.store.areas import communes
    from jalons.inclusion.store.iris import quarters
    from jalons.inclusion.words import index as words

    defaults, lang = package_table("jalons.inclusion", "index"), language()
    shape = {9: "epci", 5: "commune"}.get(len(code), "departement")
    level = "region" if region else code if code == "france" else shape
    choice = Choice(indicators(defaults["weights"]), known=defaults["known"])
    try:
        columns = official.packaged() | (official.columns(data) if data else {})
        rows = communes().within(level, code)
        found = diagnosis_of(
            communes(), columns, rows, choice,
            around=around or ("france" if level == "france" else defaults["around"]),
            seed=defaults["seed"], draws=defaults["draws"],
        )  # fmt: skip
    except JalonsError as error:
        raise click.ClickException(str(error)) from error
    if widest is not None:
        found = replace(found, areas=words.widest(found, widest))
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(found), ensure_ascii=False, indent=1))
        return
    if widest is not None:
        for each in found.areas:
            rank, why = words.rank_words(each, found, lang), words.spread_words(each, found, lang)
            click.echo(" | ".join((f"{each.name} ({each.code})", rank, why)))
        return
    alone = level == "commune"
    name = found.areas[0].name if alone else say(f"index.level.{level}", code=code)
    _print(found, name, quarters(code) if alone else None)


def _print(found: Diagnosis, name: str, within: tuple[Areas, Column] | None) -> None:
    from jalons.inclusion.words import index as words

    lang = language()
    click.echo(words.sentence(found, name, lang))
    for doubt in words.doubts(found, lang):
        click.echo(f"  ! {doubt}")
    heads = [say(f"index.head.{each}", lang) for each in ("name", "rank", "fifth", "why")]
    click.echo("\n" + " | ".join(heads))
    for each in found.areas[:MOST]:
        ends = words.rank_words(each, found, lang), words.fifth_words(each, lang)
        shown = (each.name, *ends, words.reasons(each, found, lang), *words.marks(each, lang))
        click.echo(" | ".join(shown))
    if len(found.areas) > MOST:
        click.echo(f"… (+{len(found.areas) - MOST}, --json)")
    if within and len(within[0]):
        click.echo("\n" + say("index.quarters", lang))
        parts = (within[1].values, within[1].low, within[1].high)
        for code, *shares in zip(within[0].codes, *parts, strict=True):
            middle, low, high = (format_percent(float(each), lang, 1) for each in shares)
            click.echo(f"{code} | {middle} ({low} – {high})")
    click.echo("")
    for line in (*words.method(found, lang), *(each.cite() for each in found.sources)):
        click.echo(f"· {line}")


COMMANDS: tuple[click.Command, ...] = (diagnose,)
