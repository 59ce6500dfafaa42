"""What the commands of the room say, and how they print."""

from __future__ import annotations

import json
from typing import Any

import click

from jalons.kernel import Messages

say = Messages.of("jalons.strategy").text
as_json = click.option("--json", "as_json", is_flag=True, help=say("cli.json"))


def print_json(content: Any) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))
