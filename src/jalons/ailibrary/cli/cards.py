"""``jalons ai card``: the card of a recipe, with what Jalons measured of it."""

from __future__ import annotations

import json
from datetime import datetime

import click

from jalons.ailibrary.documents.card import Holder, living_card, measured_blocks
from jalons.ailibrary.engine.cards.standing import Known, standing
from jalons.ailibrary.recipes import evaluating, registry
from jalons.ailibrary.words.sentences import say
from jalons.kernel import JalonsError


@click.command("card", help=say("cli.card"))
@click.argument("recipe")
def card(recipe: str) -> None:
    """Print the card of a recipe that no authority uses yet."""
    try:
        declared, found = registry.card(recipe), evaluating.shipped(recipe)
    except JalonsError as error:
        raise click.ClickException(str(error)) from None
    same = found is not None and found.version == declared.version
    known = Known(measured=found.measured_on if found else None, same_version=same)
    today = datetime.now().astimezone().date()
    holder = Holder(f"recipe:{recipe}", "Jalons", level=standing(known, today).level)
    made = living_card(declared, holder, found, measured_blocks(declared, found, None), today)
    click.echo(json.dumps(made, ensure_ascii=False, indent=1))
