"""XML as plain values, without entities: no expansion, no other file read."""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

from jalons.footprint.engine.inventory.line import FileError, FootprintError
from jalons.kernel import Where

_DEEPEST = 60


def read_xml(content: bytes, where: Where) -> dict[str, Any]:
    """The document as ``{root: value}``: an element is its text, or its children by name.

    Names are in lower case, a repeated child is a list. Raises ``FootprintError``: file_entities
    for a document type or an entity, file_xml_broken with its line for what is not well formed.
    """
    tree = _Tree(where)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = tree.start
    parser.EndElementHandler = tree.end
    parser.CharacterDataHandler = tree.text
    parser.StartDoctypeDeclHandler = tree.refuse
    parser.EntityDeclHandler = tree.refuse
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat takes no keyword
    except (expat.ExpatError, LookupError, ValueError) as error:
        row = getattr(error, "lineno", None)
        place = Where(where.file, where.sheet, row)
        raise FootprintError("file_xml_broken", where=place, line=row or 1) from error
    return tree.root


class _Tree:
    """Builds the values while expat walks the document."""

    def __init__(self, where: Where) -> None:
        self.root: dict[str, Any] = {}
        self._where = where
        self._open: list[tuple[str, dict[str, Any], list[str]]] = [("", self.root, [])]

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if len(self._open) > _DEEPEST:
            raise FootprintError("file_xml_deep", where=self._where)
        self._open.append((name.rpartition(":")[2].lower(), {}, []))

    def end(self, _name: str) -> None:
        name, children, texts = self._open.pop()
        value = children or "".join(texts).strip()
        holder = self._open[-1][1]
        if name not in holder:
            holder[name] = value
        elif isinstance(holder[name], list):
            holder[name].append(value)
        else:
            holder[name] = [holder[name], value]

    def text(self, data: str) -> None:
        self._open[-1][2].append(data)

    def refuse(self, *_declared: object) -> None:
        raise FileError("file_entities", where=self._where)
