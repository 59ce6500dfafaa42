"""The features of a GeoJSON file, or the records of a JSON list, one after the other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from jalons.catalogue.engine.errors import CatalogueError

_CHUNK, _LONGEST = 2**18, 2**27  # characters read at once; of one feature at most
_DECODER = json.JSONDecoder(parse_float=str)  # numbers stay as they are written
_SPACE = re.compile(r"[ \t\r\n]*")
_DEGREES = ("CRS84", "4326", "4171")


class FeatureFile:
    """Reads the file of ``path``; ``about`` has what stands beside the features once they are read.

    Raises ``CatalogueError`` (``json_damaged``, ``json_listless``).
    """

    def __init__(self, path: Path) -> None:
        self.path, self.encoding = path, "utf-8-sig"
        self.about: dict[str, Any] = {}

    @property
    def is_geographic(self) -> bool:
        """Whether its records are features."""
        return bool(self.about)

    @property
    def is_projected(self) -> bool:
        """Whether it names a reference system that is not in degrees."""
        crs = json.dumps(self.about.get("crs") or "")
        return "name" in crs and not any(each in crs for each in _DEGREES)

    def records(self) -> Iterator[dict[str, Any]]:
        """The features, or the objects of the list."""
        self.about = {}
        with self.path.open(encoding=self.encoding) as file:
            text = _Text(file)
            try:
                if text.peek() == "[":
                    yield from text.items()
                    return
                for name in text.names():
                    if name == "features":
                        self.about[name] = None
                        yield from text.items()
                    else:
                        self.about[name] = text.value()
            except (json.JSONDecodeError, RecursionError) as error:
                raise CatalogueError("json_damaged") from error
        if "features" not in self.about:
            raise CatalogueError("json_listless")


class _Text:
    """A JSON text read forward; what is behind is forgotten."""

    def __init__(self, file: IO[str]) -> None:
        self.file, self.buffer, self.at, self.ended = file, "", 0, False

    def _more(self) -> None:
        """Read on, twice as much each time a value is longer."""
        wanted = max(_CHUNK, len(self.buffer) - self.at)
        read = self.file.read(wanted) if wanted <= _LONGEST else ""
        self.buffer, self.at, self.ended = self.buffer[self.at :] + read, 0, not read

    def peek(self) -> str:
        """The next character that is no space, "" at the end."""
        while True:
            self.at = _SPACE.match(self.buffer, self.at).end()  # type: ignore[union-attr]
            if self.at < len(self.buffer) or self.ended:
                return self.buffer[self.at : self.at + 1]
            self._more()

    def _skip(self, expected: str) -> None:
        if self.peek() != expected:
            raise json.JSONDecodeError(expected, "", 0)
        self.at += 1

    def value(self) -> Any:
        """The next value, whole."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self.buffer, self.at)
                if end < len(self.buffer) or self.ended:
                    self.at = end
                    return value
            except json.JSONDecodeError:
                if self.ended:
                    raise
            self._more()

    def _parts(self, start: str, end: str) -> Iterator[None]:
        self._skip(start)
        while self.peek() != end:
            yield
            if self.peek() != end:
                self._skip(",")
        self.at += 1

    def names(self) -> Iterator[str]:
        """The names of an object; whoever iterates reads the value after each."""
        for _part in self._parts("{", "}"):
            name = str(self.value())
            self._skip(":")
            yield name

    def items(self) -> Iterator[dict[str, Any]]:
        """The objects of a list; other values are passed over."""
        for _part in self._parts("[", "]"):
            if isinstance(value := self.value(), dict):
                yield value
