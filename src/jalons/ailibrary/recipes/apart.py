"""Runs what another territory trained in a process of its own, without network and bounded.

A bundle has numbers and text only, so nothing in it can run; should a library that reads it fail,
the process that fails has no network, writes no file, starts nothing and ends soon.
"""

from __future__ import annotations

import base64
import json
import resource
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib import import_module
from typing import Any

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.recipes import processes

MOST_MEMORY, MOST_SECONDS = 1_000_000_000, 60
_MODULE = "jalons.ailibrary.recipes.apart"
_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork",
              "os.remove", "os.rename", "os.mkdir", "os.rmdir", "shutil.", "ctypes.")  # fmt: skip


def answers(
    recipe: str, bundle: bytes, texts: Sequence[str], labels: Mapping[str, str]
) -> list[dict[str, Any]]:
    """What a bundle suggests for each text, in plain values.

    Raises ``AIError``: ``bundle_apart`` when the process failed, with what it said, ``bundle_slow``
    after a minute, and what reading the bundle raises.
    """
    found: list[dict[str, Any]] = _said(recipe, bundle, texts, labels)["answers"]
    return found


def labels_of(recipe: str, bundle: bytes) -> list[str]:
    """The labels that a bundle knows. Raises ``AIError`` as :func:`answers`."""
    labels: list[str] = _said(recipe, bundle, (), {})["labels"]
    return labels


def _said(
    recipe: str, bundle: bytes, texts: Sequence[str], labels: Mapping[str, str]
) -> dict[str, Any]:
    """What the process apart answers."""
    request = {"recipe": recipe, "bundle": base64.b64encode(bundle).decode(), "texts": list(texts),
             "labels": dict(labels)}  # fmt: skip
    content = json.dumps(request).encode()
    try:
        done = processes.run(_MODULE, content=content, seconds=MOST_SECONDS, bare=True)
        said = json.loads(done.out)
    except TimeoutError as late:
        raise AIError("bundle_slow") from late
    except ValueError as silent:
        raise AIError("bundle_apart", why=done.last_line[:200]) from silent
    if "refused" in said:
        raise AIError(said["refused"], **said["params"])
    found: dict[str, Any] = said
    return found


def _bound() -> None:
    """From here on: bounded memory and time, no network, no process, no file written."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        writes = (
            event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
        )
        if writes or event.startswith(_FORBIDDEN):
            raise PermissionError(event)

    sys.addaudithook(watch)


def main() -> None:
    """Answer what standard input wants on standard output, both in JSON."""
    wanted = json.load(sys.stdin)
    module = import_module(f"jalons.ailibrary.recipes.{wanted['recipe']}.suggesting")
    _bound()
    try:
        suggester = module.load(base64.b64decode(wanted["bundle"]), labels=wanted["labels"])
        found: dict[str, Any] = {
            "answers": [asdict(each) for each in suggester.suggest(wanted["texts"])],
            "labels": list(suggester.labels),
        }
    except AIError as refused:
        found = {"refused": refused.code, "params": refused.params}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
