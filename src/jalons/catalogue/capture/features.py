"""The features of a GeoJSON file, the records of a JSON list, or one a line (NDJSON)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from jalons.catalogue.engine.errors import CatalogueError

_CHUNK, _LONGEST = 2**18, 2**27  # characters read at once; of one feature at most
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")
_LISTS = ("features", "results", "records", "data")  # of GeoJSON, and of answers of portals
_DEGREES = ("CRS84", "4326", "4171")


class FeatureFile:
    """A file of features (``is_geographic``) or of records, to be read any number of times."""

    def __init__(self, path: Path) -> None:
        self.path, self.encoding = path, "utf-8-sig"
        self.is_geographic = self.is_projected = False  # known once the records were read

    def records(self) -> Iterator[dict[str, Any]]:
        """The features, or the objects of the list.

        Raises ``CatalogueError`` (``json_damaged``, ``json_listless``), ``UnicodeDecodeError``.
        """
        with self.path.open(encoding=self.encoding) as file:
            try:
                yield from self._records(_Text(file))
            except (json.JSONDecodeError, RecursionError) as error:
                raise CatalogueError("json_damaged") from error

    def _records(self, text: _Text) -> Iterator[dict[str, Any]]:
        if text.peek() == "[":
            yield from text.objects()
            return
        if self._is_lines():
            while text.peek():
                if isinstance(record := text.value(), dict):
                    self.is_geographic = self.is_geographic or record.get("type") == "Feature"
                    yield record
            return
        is_list = False
        for _part in text.parts("{", "}"):
            name = text.value()
            text.skip(":")
            if name in _LISTS and text.peek() == "[":
                is_list = True
                self.is_geographic = self.is_geographic or name == "features"
                yield from text.objects()
            elif name == "crs":
                crs = json.dumps(text.value())
                self.is_projected = "name" in crs and not any(each in crs for each in _DEGREES)
            else:
                text.value()
        if not is_list:
            raise CatalogueError("json_listless")

    def _is_lines(self) -> bool:
        """Whether the first lines are an object each: NDJSON, or GeoJSON text sequences."""
        with self.path.open(encoding=self.encoding) as file:
            first, second = (file.readline(_CHUNK).strip() for _line in range(2))
        return first.endswith("}") and second.startswith("{")


class _Text:
    """A JSON text read forward; what is behind is forgotten."""

    def __init__(self, file: IO[str]) -> None:
        self.file, self.buffer, self.at, self.ended = file, "", 0, False

    def _more(self) -> None:
        wanted = max(_CHUNK, len(self.buffer) - self.at)  # doubles while a value is longer
        read = self.file.read(wanted) if wanted <= _LONGEST else ""
        self.buffer, self.at, self.ended = self.buffer[self.at :] + read, 0, not read

    def peek(self) -> str:
        """The next character that is no space, "" at the end."""
        while True:
            self.at = _SPACE.match(self.buffer, self.at).end()  # type: ignore[union-attr]
            if self.at < len(self.buffer) or self.ended:
                return self.buffer[self.at : self.at + 1]
            self._more()

    def skip(self, expected: str) -> None:
        if self.peek() != expected:
            raise json.JSONDecodeError(expected, "", 0)
        self.at += 1

    def value(self) -> Any:
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

    def parts(self, start: str, end: str) -> Iterator[None]:
        """One turn for each part of a list or an object; whoever iterates reads it."""
        self.skip(start)
        while self.peek() != end:
            yield
            if self.peek() != end:
                self.skip(",")
        self.at += 1

    def objects(self) -> Iterator[dict[str, Any]]:
        """The objects of a list; other values are passed over."""
        for _part in self.parts("[", "]"):
            if isinstance(value := self.value(), dict):
                yield value
