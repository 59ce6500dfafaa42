"""Commands of the product, each in a copy of a process that has loaded it once.

A command needs a second of processor to import the product. For tests where the start of a process
is not the point, ``jalons`` and ``python`` have the same arguments and results as those of
``serving`` and ``site_instances``: an environment, a data folder, a process that ends. Settings are
read again in each copy. Not for settings that choose applications or rooms.
"""

from __future__ import annotations

import atexit
import json
import select
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import durations
from serving import MIGRATE, environment, first_start
from site_instances import MADE, TABLES

READY = """
import gc, importlib, json, os, sys, tempfile, traceback
from pathlib import Path
with tempfile.TemporaryDirectory() as folder:
    os.environ["JALONS_DATA_DIR"] = folder
    from jalons.site.cli import load_django, main
    load_django()
    import jalons.site.urls, weasyprint, psycopg
    import django.db.backends.postgresql.base, django.db.backends.sqlite3.base
    from django.conf import empty, settings
    from django.db import connections
    from jalons.kernel.errors import set_language
    from jalons.site import deployment, server
    from jalons.site.backups import backup, restore
    from jalons.site.commands import administration, instance, moving
    from jalons.site.storage import migration
    migration._on_disk()
    assert all(each.connection is None for each in connections.all(initialized_only=True))
    for made in list(connections):
        del connections[made]
gc.collect()
gc.freeze()

def prepare(order):
    # what a new process would read: its arguments, environment and settings
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = order["arguments"]
    sys.orig_argv = [sys.executable, "-m", "jalons.site.cli", *sys.argv[1:]]
    for number, name in ((1, order["out"]), (2, order["err"])):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    set_language(os.environ.get("JALONS_LANG", "fr"))
    settings._wrapped = empty
    importlib.reload(sys.modules["jalons.site.settings"])
    connections.__dict__.pop("settings", None)
    connections._settings = None
    load_django()

def run(order):
    try:
        prepare(order)
        if order["script"] is None:
            main()
        else:
            exec(compile(order["script"], "<string>", "exec"), {"__name__": "__main__"})
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        run(json.loads(line))
    _, status, used = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    print(json.dumps([code, used.ru_utime + used.ru_stime]), flush=True)
"""


@cache
def _ready() -> subprocess.Popen[str]:
    """The process that copies itself; it ends with that of the tests."""
    process = subprocess.Popen(
        [sys.executable, "-c", READY], env=environment(Path()), text=True, bufsize=1,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    atexit.register(process.communicate)
    return process


def _run(
    script: str | None, *arguments: str, data: Path, timeout: int, **more: str
) -> subprocess.CompletedProcess[str]:
    process = _ready()
    assert process.stdin
    assert process.stdout
    words = ["-c" if script else "jalons", *arguments]
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        order = {"script": script, "arguments": words, "environment": environment(data, **more),
                 "out": str(out), "err": str(err)}  # fmt: skip
        process.stdin.write(f"{json.dumps(order)}\n")
        process.stdin.flush()
        if not select.select([process.stdout], [], [], timeout)[0]:
            process.kill()
            raise subprocess.TimeoutExpired(words, timeout)
        code, used = json.loads(process.stdout.readline())
        durations.add(used)
        return subprocess.CompletedProcess(words, code, out.read_text(), err.read_text())


def jalons(*arguments: str, data: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the ``jalons`` command as a person does."""
    if arguments == ("migrate",):
        first_start(data, *MIGRATE, options=more)
    return _run(None, *arguments, data=data, timeout=180, **more)


def python(
    script: str, *arguments: str, data: Path, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run a script in a process of its own, as an instance."""
    if script == MADE:
        first_start(data, "-c", TABLES, options=more)
    return _run(script, *arguments, data=data, timeout=600, **more)
