"""The values of each lever in a text such as ``keep:laptop:2``, readable without the engine."""

from __future__ import annotations

from collections.abc import Mapping

VALUES: Mapping[str, tuple[str, ...]] = {
    "keep": ("device", "years"),
    "refurbished": ("device", "share"),
    "screens": ("screens",),
    "unused": (),
    "virtualise": ("ratio",),
    "pue": ("pue",),
    "host": ("country",),
    "print": ("share",),
    "custom": ("device", "stage", "times"),
}
FARTHEST = 50  # years from today to a target
FORMS = tuple(":".join((kind, *names)) for kind, names in VALUES.items())


def lever_text(kind: str, *values: str | float) -> str:
    """A lever as the command line and addresses write it.

    >>> lever_text("refurbished", "laptop", 0.3)
    'refurbished:laptop:0.3'
    """
    return ":".join([kind, *(each if isinstance(each, str) else f"{each:g}" for each in values)])
