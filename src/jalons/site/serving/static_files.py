"""Static files by version: servers of two versions on one folder serve each other's pages whole."""

from __future__ import annotations

import fcntl
import re
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from whitenoise.middleware import WhiteNoiseMiddleware

from jalons import __version__

STAMP, LOCK = ".version", ".lock"
VERSIONS = 3  # folders that stay: a server may run for months
_BY_CONTENT = re.compile(r"\.[0-9a-f]{12}\.\w+")  # named after what they contain


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # it has no types
    """Serves the files of this version, and those of the others that are on this machine.

    While servers are replaced one after the other, a page of one version may ask another for its
    style: the name says the content, so that whoever has the file may serve it.
    """

    def __call__(self, request: Any) -> Any:
        path = request.path_info
        if path.startswith(self.static_prefix) and path not in self.files:
            self._look_elsewhere(path)
        return super().__call__(request)

    def _look_elsewhere(self, url: str) -> None:
        if self.autorefresh or not _BY_CONTENT.search(url) or not self.url_is_canonical(url):
            return
        name = url.removeprefix(self.static_prefix)
        for folder in _folders():
            if (folder / name).is_file():
                self.add_file_to_dictionary(url, str(folder / name))
                return


def collect() -> None:
    """Put the static files of this version in its folder, once; those of old ones go."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with (root.parent / LOCK).open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # servers that start together wait for the first
        stamp = root / STAMP
        if not stamp.exists():
            call_command("collectstatic", interactive=False, verbosity=0)
            for folder in _folders()[VERSIONS - 1 :]:
                shutil.rmtree(folder, ignore_errors=True)
        stamp.write_text(__version__)  # and the date of the last start


def _folders() -> list[Path]:
    """The folders of the other versions on this machine, the one started last first."""
    root = Path(settings.STATIC_ROOT)
    stamps = [each for each in root.parent.glob(f"*/{STAMP}") if each.parent != root]
    dated = sorted(stamps, key=lambda each: each.stat().st_mtime, reverse=True)
    return [each.parent for each in dated]
