"""A delimited text of any length, from chunks of bytes to batches of rows."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import polars as pl

from jalons.footprint.engine.inventory.line import FileError, FootprintError, Notice
from jalons.footprint.engine.streaming.batches import Batch, texts
from jalons.kernel import Where
from jalons.tabular import Limits, refusals_as
from jalons.tabular.files.delimited import parse, refuse_binary
from jalons.tabular.files.text_files import find_delimiter

BLOCK_BYTES = 16 * 2**20
# A line this long is no row of an inventory.
LONGEST_LINE = 64 * 2**20
_LONG_CELL_LINES = 40
_LOOKED = 2**20
_EXTRA = 4  # cells looked at beyond the last column
_WIDE_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def delimited_batches(
    chunks: Iterable[tuple[bytes, float]], where: Where, limits: Limits
) -> Iterator[Batch]:
    """The rows of a delimited text in chunks, each with the share of the file then read.

    Lines in UTF-8 and in Windows-1252 may follow each other; both are read and noticed. A quote
    that never closes costs at most its block, read line by line. Raises ``FootprintError``:
    ``stream_line_too_long``, ``too_many_columns``, and what is no text.
    """
    table = _Table(where, limits)
    for block, done in _blocks(_in_utf8(chunks), where):
        yield table.batch(block, done)
    yield Batch(pl.DataFrame(), table.row, 1.0, table.encodings())


def _in_utf8(chunks: Iterable[tuple[bytes, float]]) -> Iterator[tuple[bytes, float]]:
    """The chunks without a mark at their start, those of a UTF-16 text in UTF-8."""
    decoder: codecs.IncrementalDecoder | None = None
    first = True
    for content, done in chunks:
        chunk = content
        if first and chunk:
            wide = _wide(chunk)
            decoder = codecs.getincrementaldecoder(wide)("replace") if wide else None
            first = False
            chunk = chunk.removeprefix(codecs.BOM_UTF8)
            if decoder:
                yield decoder.decode(chunk).removeprefix("\ufeff").encode(), done
                continue
        yield (decoder.decode(chunk).encode() if decoder else chunk), done


def _wide(start: bytes) -> str | None:
    marked = next((name for mark, name in _WIDE_MARKS.items() if start.startswith(mark)), None)
    if marked or start[:4000].count(0) * 3 <= len(start[:4000]):
        return marked
    return "utf-16-le" if start[1:400:2].count(0) > start[:400:2].count(0) else "utf-16-be"


def _blocks(chunks: Iterable[tuple[bytes, float]], where: Where) -> Iterator[tuple[bytes, float]]:
    """Whole lines, some ``BLOCK_BYTES`` at a time, cut where no quoted cell is open."""
    pending, done = bytearray(), 0.0
    for content, done in chunks:
        pending += content
        if len(pending) < BLOCK_BYTES:
            continue
        cut = _cut(pending)
        if cut:
            yield bytes(pending[:cut]), done
            del pending[:cut]
        elif len(pending) > LONGEST_LINE:
            # Fewer than forty lines, each enormous.
            raise FootprintError("stream_line_too_long", where=where, megabytes=LONGEST_LINE >> 20)
    if pending:
        yield bytes(pending), done


def _cut(block: bytearray) -> int:
    """Where to cut: after the last line outside of quotes; after the last line when none of forty
    is; nowhere when more lines must be seen.
    """
    line_end = b"\n" if b"\n" in block else b"\r"
    # A last \r may be half of a \r\n.
    last = block.rfind(line_end, 0, len(block) - (line_end == b"\r")) + 1
    quotes, cut = block.count(b'"', 0, last), last
    for _ in range(_LONG_CELL_LINES):
        if not quotes % 2 or not cut:
            return cut
        earlier = block.rfind(line_end, 0, cut - 1) + 1
        quotes -= block.count(b'"', earlier, cut)
        cut = earlier
    return last


@dataclass(slots=True)
class _Table:
    """What the blocks read so far say of those to come."""

    where: Where
    limits: Limits
    row: int = 1
    delimiter: str = ""
    width: int = 0
    accented: bool = False
    other_lines: int = 0
    first_other: int = 0
    notices: list[Notice] = field(default_factory=list)

    def batch(self, block: bytes, done: float) -> Batch:
        self.notices = []
        block = self._readable(block)
        if not self.delimiter:
            self._look(block[: _cut(bytearray(block[:_LOOKED])) or None].decode("utf-8"))
        cells = self._quickly(block)
        if cells is None:
            cells = self._carefully(block.decode("utf-8"))
        found = Batch(texts(cells), self.row, done, tuple(self.notices))
        self.row += cells.height
        return found

    def _look(self, start: str) -> None:
        """Settle the delimiter and how many columns there are, from the first rows."""
        with refusals_as(FileError):
            refuse_binary(start, self.where)
            self.delimiter = find_delimiter(start)
            self.width = max(map(len, parse(start, self.delimiter, self.where)[0]), default=0)
        if self.width > self.limits.columns:
            params = {"columns": self.width, "limit": self.limits.columns}
            raise FileError("too_many_columns", where=self.where, **params)

    def encodings(self) -> tuple[Notice, ...]:
        """The notices on the encodings met, at the end."""
        if not self.other_lines:
            return ()
        params = {"encoding": "Windows-1252", "rows": self.other_lines, "row": self.first_other}
        code = "encoding_changes" if self.accented else "encoding_assumed"
        place = Where(self.where.file, self.where.sheet, self.first_other)
        return (Notice(code, place if self.accented else self.where, params),)

    def _readable(self, block: bytes) -> bytes:
        """The block in UTF-8, lines in Windows-1252 converted and counted, without NUL."""
        if b"\x00" in block:
            block = block.replace(b"\x00", b"")
            self.notices.append(Notice("nul_removed", self.where))
        if block.isascii():
            return block
        try:
            block.decode("utf-8")
        except UnicodeDecodeError:
            return b"\n".join(map(self._line, block.split(b"\n"), range(block.count(b"\n") + 1)))
        self.accented = True
        return block

    def _line(self, line: bytes, number: int) -> bytes:
        if line.isascii():
            return line
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            self.first_other = self.first_other or self.row + number
            self.other_lines += 1
            return line.decode("cp1252", errors="replace").encode()
        self.accented = True
        return line

    def _quickly(self, block: bytes) -> pl.DataFrame | None:
        """The rows when they are plain: one per line, quotes only around whole cells."""
        quoted = b'"' in block
        if (quoted and not _plainly_quoted(block, self.delimiter.encode())) or (
            block.count(b"\r") != block.count(b"\r\n")
        ):
            return None
        names = [str(at) for at in range(self.width + _EXTRA)]
        heading = self.delimiter.join(names).encode() + b"\n"
        try:
            cells = pl.read_csv(
                heading + block,
                separator=self.delimiter,
                quote_char='"' if quoted else None,
                infer_schema=False,
                truncate_ragged_lines=True,
            )
        except pl.exceptions.PolarsError:
            return None
        lines = block.count(b"\n") + (not block.endswith(b"\n"))
        if cells.height != lines or cells.width != len(names):
            return None
        extra = cells.select(pl.any_horizontal(pl.col(names[self.width :]).fill_null("") != ""))
        self._too_long(extra.to_series().arg_true().to_list())
        return cells.select(names[: self.width])

    def _carefully(self, text: str) -> pl.DataFrame:
        """The rows as for a small file: quotes over lines, ragged rows, no quote that closes."""
        rows, balanced = parse(text, self.delimiter, self.where)
        if not balanced:
            place = Where(self.where.file, self.where.sheet, self.row)
            self.notices.append(Notice("quotes_unbalanced", place))
            if text.endswith(("\n", "\r")) and rows and not any(rows[-1]):
                rows.pop()
        self._too_long([at for at, row in enumerate(rows) if any(row[self.width :])])
        padding = [""] * self.width
        even = [(row + padding)[: self.width] for row in rows]
        names = [f"{at}" for at in range(self.width)]
        return pl.DataFrame(even, schema=dict.fromkeys(names, pl.String), orient="row")

    def _too_long(self, rows: list[int]) -> None:
        if rows:
            first = self.row + rows[0]
            place = Where(self.where.file, self.where.sheet, first)
            params = {"rows": len(rows), "row": first, "columns": self.width}
            self.notices.append(Notice("rows_too_long", place, params))


def _plainly_quoted(block: bytes, delimiter: bytes) -> bool:
    """Whether every quote stands at one end of a cell."""
    ends = (delimiter + b'"', b'"' + delimiter, b'\n"', b'"\n', b'"\r\n')
    at_ends = sum(map(block.count, ends)) + block.startswith(b'"') + block.endswith(b'"')
    return at_ends == block.count(b'"')
