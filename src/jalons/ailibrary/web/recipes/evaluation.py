"""Evaluates a recipe in a process apart: training libraries never load in ours."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.evaluation.outcomes import Sample
from jalons.ailibrary.recipes.evaluating import Evaluation, decoded
from jalons.ailibrary.recipes.registry import card

SECONDS, MEGABYTES = 1_800, 4_096
_PAUSE = 0.1
_ABSENT = re.compile(r"No module named '(?:sklearn|scipy|joblib|lightgbm)|libgomp")
_FULL = re.compile(r"MemoryError|bad_alloc|[Mm]emory allocation|[Cc]annot allocate")
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
# What such a process needs of ours: neither secrets, nor proxies that lead out.
_PASSED = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "HOME", "TMPDIR", "LANG", "LC_ALL", "SYSTEMROOT")


def evaluate_apart(
    key: str, *, own: Sample | None = None, seconds: float = SECONDS, megabytes: int = MEGABYTES,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Evaluation:  # fmt: skip
    """The evaluation of a recipe, on ``own`` or on its reference sample.

    What ``progress`` raises stops it. Raises ``AIError``: ``recipe_unknown``, ``ai_extra``,
    ``evaluation_long``, ``evaluation_memory``, ``evaluation_failed``, ``evaluation_refused``.
    """
    card(key)
    module = "jalons.ailibrary.recipes.evaluating"
    command = [sys.executable, "-m", module, key, "--memory", str(megabytes)]
    known = {name: os.environ[name] for name in _PASSED if name in os.environ}
    threads = dict.fromkeys(_ONE_THREAD, "1")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        sample = folder / "sample.json"
        sample.write_bytes(msgspec.json.encode(own) if own else b"")
        with (
            sample.open("rb") as source, (folder / "out").open("wb") as out,
            (folder / "errors").open("wb") as errors,
            subprocess.Popen(  # noqa: S603  our own command
                [*command, *(["--own"] if own else [])], env={**known, **threads}, cwd=folder,
                stdin=source, stdout=out, stderr=errors,
            ) as process,
        ):  # fmt: skip
            _watch(process, folder / "errors", seconds, progress)
        said, why = (folder / "out").read_bytes(), (folder / "errors").read_text("utf-8", "replace")
    return _read(key, process.returncode, said, why)


def _watch(
    process: subprocess.Popen[bytes], errors: Path, seconds: float, progress: Callable[..., None]
) -> None:
    """Wait for the end, within the time allowed; a process that is no more wanted is ended."""
    end = time.monotonic() + seconds
    try:
        while process.poll() is None:
            if time.monotonic() > end:
                raise AIError("evaluation_long", minutes=max(1, round(seconds / 60)))
            if steps := re.findall(r"^(\d+)/(\d+)$", errors.read_text("utf-8", "replace"), re.M):
                progress(*map(int, steps[-1]))
            time.sleep(_PAUSE)
    finally:
        if process.poll() is None:
            process.kill()


def _read(key: str, status: int, said: bytes, why: str) -> Evaluation:
    if status == 0:
        return decoded(msgspec.json.decode(said))
    name = card(key).name["fr"]
    if _ABSENT.search(why):
        raise AIError("ai_extra", name=name)
    if _FULL.search(why):
        raise AIError("evaluation_memory", name=name)
    try:
        problem: dict[str, Any] = msgspec.json.decode(said, type=dict)
    except msgspec.DecodeError:
        lines = why.strip().splitlines()
        raise AIError("evaluation_failed", name=name, why=lines[-1] if lines else "") from None
    raise AIError("evaluation_refused", name=name, why=problem.get("problem", ""))
