"""Reference tables a package ships beside its code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any


@cache
def package_table(package: str, name: str) -> Mapping[str, Any]:
    """The content of ``data/<name>.toml`` of a package, read once, at its first use.

    Part of the code as a constant would be, like the sentences of ``Messages``: an engine that
    uses it still answers the same to the same values.
    """
    path = resources.files(package) / "data" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
