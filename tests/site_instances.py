"""Small instances made in a process of their own, and restores that are really killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from serving import environment, first_start

# Each line read is a step to end at: a child of this process begins the restore and is killed
# there: at a note in the journal, a rename, a copy or a removal. "undo" undoes in another child.
DRIVER = """
import os, signal, sys, pathlib
from jalons.site.cli import load_django
load_django()
from django.conf import settings
from jalons.site.backups import interrupted_restore, restore
from jalons.site.backups.archive import Manifest
EVENTS = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "shutil.copytree", "shutil.copyfile"}
journal = str(settings.DATA_DIR / "restore.journal")

def killed_at(left):
    def step(event, args):
        nonlocal left
        noted = event == "open" and args[0] == journal
        if noted or (event in EVENTS and os.path.exists(journal)):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(step)
    restore.restore(pathlib.Path(sys.argv[1]), replace=True, passphrase=lambda: "")

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        if line == "undo\\n":
            interrupted_restore.undo_interrupted_restore()
        else:
            killed_at(int(line))
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
TABLES = """
import sys
from jalons.site.cli import load_django
load_django()
from jalons.site.storage import instance, migration
migration.migrate()
"""
MADE = f"""{TABLES}
instance.settle()
migration.note_oldest()
from jalons.foundation.accounts.models import User
User.objects.create_user(sys.argv[1], "long-enough-password")
"""


def python(
    script: str, *arguments: str, data: Path, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run a script in a process of its own, as an instance."""
    if script == MADE:
        first_start(data, "-c", TABLES, options=more)
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=environment(data, **more), capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip


@contextmanager
def killing(archive: Path, *, data: Path, **more: str) -> Iterator[Callable[[str], int]]:
    """What begins a restore that ends at a step, or undoes it, and returns how its child ended."""
    process = subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(archive)],
        env=environment(data, **more), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip

    def say(line: str) -> int:
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{line}\n")
        process.stdin.flush()
        return int(process.stdout.readline())

    try:
        yield say
    finally:
        process.kill()
        process.communicate()
