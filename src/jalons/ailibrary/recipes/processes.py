"""Starts a module of ours in a process apart: one thread, a time, neither secrets nor proxies."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass

_PAUSE = 0.1
_PASSED = ("PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "HOME", "TMPDIR", "LANG",
           "LC_ALL", "SYSTEMROOT")  # fmt: skip
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True)
class Finished:
    """How a process ended: its status, what it wrote, its errors and their last line."""

    status: int
    out: bytes
    errors: str
    last_line: str


def run(
    module: str, *arguments: str, content: bytes = b"", seconds: float, bare: bool = False,
    follow: Callable[[str], None] = lambda _errors: None,
) -> Finished:  # fmt: skip
    """Run ``python -m module`` with ``content`` on its input.

    ``bare``: it knows nothing of our environment but where modules are. ``follow`` reads its errors
    while it runs. ``TimeoutError`` after ``seconds``; that, or what ``follow`` raises, ends it.
    """
    end, pipe = time.monotonic() + seconds, subprocess.PIPE
    known = {name: os.environ[name] for name in _PASSED if name in os.environ}
    if bare:
        known = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "LC_ALL": "C.UTF-8"}
    with tempfile.TemporaryFile() as source:  # a pipe that fills slowly would lose its end
        source.write(content)
        source.seek(0)
        with subprocess.Popen(  # noqa: S603  our own module
            [sys.executable, "-P", "-m", module, *arguments], env=known | _ONE_THREAD,
            stdin=source, stdout=pipe, stderr=pipe,
        ) as process:  # fmt: skip
            try:
                while True:
                    try:
                        out, errors = process.communicate(timeout=_PAUSE)
                        said = errors.decode("utf-8", "replace")
                        last = said.strip().rpartition("\n")[2]
                        return Finished(process.returncode, out, said, last)
                    except subprocess.TimeoutExpired as waiting:
                        if time.monotonic() > end:
                            raise TimeoutError(module) from waiting
                        follow((waiting.stderr or b"").decode("utf-8", "replace"))
            finally:
                process.kill()
