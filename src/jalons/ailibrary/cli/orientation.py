"""``jalons ai run orientation``: the services that the recipe suggests for requests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from jalons.ailibrary.words.sentences import say
from jalons.kernel import JalonsError
from jalons.kernel.errors import language
from jalons.wording import format_percent, join_words, quoted

if TYPE_CHECKING:
    from jalons.ailibrary.recipes.orientation.suggesting import Suggestion

_LONGEST_SHOWN = 80


@click.command(help=say("cli.orientation"))
@click.argument("text")
@click.option("--rule", "by_rule", is_flag=True, help=say("cli.by_rule"))
@click.option("--bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help=say("cli.bundle"))  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=say("cli.json"))
def orientation(text: str, bundle: Path | None, *, by_rule: bool, as_json: bool) -> None:
    """Print a suggestion for a text, or for each line of a file."""
    from jalons.ailibrary.recipes.orientation.suggesting import load  # NumPy: for this command

    requests = _requests(text)
    try:
        suggester = load(bundle.read_bytes() if bundle else None, by_rule=by_rule)
        found = suggester.suggest(requests)
    except JalonsError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        rows = [{"text": one, **asdict(each)} for one, each in zip(requests, found, strict=True)]
        click.echo(msgspec.json.format(msgspec.json.encode(rows), indent=1).decode())
        return
    for one, each in zip(requests, found, strict=True):
        click.echo("\n".join(_lines(one, each, language())))
    if suggester.coverage:
        click.echo(say("cli.promise", coverage=format_percent(suggester.coverage, language())))


def _requests(text: str) -> list[str]:
    """The text itself, or the lines of the file of this name."""
    try:
        if Path(text).is_file():
            content = Path(text).read_text(encoding="utf-8-sig", errors="replace")
            return [line for line in content.splitlines() if line.strip()]
    except (OSError, ValueError):  # no name of a file: too long, or with a null character
        pass
    return [text]


def _lines(text: str, found: Suggestion, lang: str) -> Iterator[str]:
    short = text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
    yield quoted(" ".join(short.split()), lang)
    if found.abstained:
        reason = say(f"orientation.silence.{found.reason}", lang)
        yield f"  {say('orientation.silent', lang, reason=reason)}"
        return
    labels = [
        f"{label} ({format_percent(score, lang)})"
        for label, score in zip(found.labels, found.scores, strict=True)
    ]
    evidence = join_words(found.evidence, lang)
    yield f"  {say(f'orientation.by.{found.by}', lang, labels=join_words(labels, lang))}"
    yield f"  {say('orientation.evidence', lang, words=evidence)}"
