"""Pages that compute or read spreadsheets: the server runs them in a separate process.

The process that answers everybody stays small; what these pages load goes with their process. In
any other process (tests, commands, that one) they are pages like the others.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from jalons.foundation.accounts.access import View

SAID = frozenset({"access", "access_in_trial", "csrf_exempt"})


def heavy(view: View) -> View:
    """A page that loads a heavy library when it is visited."""
    view.heavy = True  # type: ignore[attr-defined]
    return view


class Deferred:
    """The heavy view ``name`` of a module that is loaded at its first visit."""

    heavy = True

    def __init__(self, module: str, name: str) -> None:
        self.__module__, self.__name__, self.__qualname__ = module, name, name

    def __call__(self, request: HttpRequest, *args: Any, **values: Any) -> HttpResponseBase:
        """The answer of the view."""
        return self._view()(request, *args, **values)

    def __getattr__(self, attribute: str) -> Any:
        """What decorators say of the view; nothing else makes its module load."""
        if attribute not in SAID:
            raise AttributeError(attribute)
        return getattr(self._view(), attribute)

    def _view(self) -> View:
        view: View = getattr(import_module(self.__module__), self.__name__)
        return view


class Views:
    """The views of a module by name, each ``Deferred``."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Deferred:
        """The view of that name."""
        return Deferred(self._module, name)
