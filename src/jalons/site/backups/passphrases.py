"""The passphrase of encrypted backups: from the settings, a file, or the terminal."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import click

from jalons.kernel import Messages
from jalons.site.backups.encryption import Passphrase
from jalons.site.options import read_options
from jalons.site.storage.databases import BackupError

SHORTEST = 12  # characters of a passphrase that protects a new backup
say = Messages.of("jalons.site").text


def passphrase(*, new: bool) -> Passphrase:
    """What gives the passphrase when it is needed, once; typed twice for a ``new`` backup.

    Raises ``BackupError`` when called: backup_passphrase_missing, backup_passphrase_unreadable,
    backup_passphrase_short.
    """

    @cache
    def read() -> str:
        text = _of_settings() or _typed(twice=new)
        if new and len(text) < SHORTEST:
            raise BackupError("backup_passphrase_short", count=SHORTEST)
        return text

    return read


def _of_settings() -> str:
    values = read_options()
    if text := str(values["BACKUP_PASSPHRASE"]):
        return text
    if not (name := str(values["BACKUP_PASSPHRASE_FILE"])):
        return ""
    try:
        text = Path(name).expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError("backup_passphrase_unreadable", file=name) from error
    if not (line := text.partition("\n")[0].removesuffix("\r")):
        raise BackupError("backup_passphrase_unreadable", file=name)
    return line


def _typed(*, twice: bool) -> str:
    if not sys.stdin.isatty():
        raise BackupError("backup_passphrase_missing")
    text: str = click.prompt(
        say("backup.passphrase"),
        hide_input=True,
        confirmation_prompt=say("backup.passphrase_again") if twice else False,
        err=True,
    )
    return text
