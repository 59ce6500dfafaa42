"""The passages of documents in one SQLite file: written in the worker, found in a few milliseconds.

Passages are ranked by BM25 on the stems of their words (FTS5 of SQLite: k1 1.2, b 0.75). A word of
the question that no passage has is replaced by the nearest words of the documents, and the answer
says so. BM25: S. Robertson, H. Zaragoza, The Probabilistic Relevance Framework, 2009.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.retrieval.passages import TextPassage
from jalons.ailibrary.engine.retrieval.slips import LEAST, nearest
from jalons.ailibrary.engine.retrieval.terms import SearchedTerm, terms, tokens, wanted
from jalons.tabular.folding import searchable
from jalons.tabular.matching import has_word, words_of
from jalons.tabular.stems import stem

SECONDS, _STEPS = 3.0, 20_000  # of one search; steps of SQLite between two looks at the clock
_RANKED, _NEAR = 60, 80  # passages looked at; words compared with one that is unknown
_TABLES = """
CREATE TABLE documents (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, title TEXT NOT NULL);
CREATE TABLE passages (id INTEGER PRIMARY KEY, document INTEGER NOT NULL, page INTEGER,
                       heading TEXT NOT NULL, text TEXT NOT NULL, folded TEXT NOT NULL);
CREATE INDEX passages_of ON passages (document);
CREATE VIRTUAL TABLE words USING fts5(title, text, content='', tokenize="ascii tokenchars '_'");
CREATE VIRTUAL TABLE known USING fts5vocab(words, 'row');
CREATE VIRTUAL TABLE spellings USING fts5(word, shown UNINDEXED, tokenize='trigram');
INSERT INTO words(words, rank) VALUES ('rank', 'bm25(1.5, 1.0)');
"""


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage found: the key and the title of its document, the passage, its rank from 0."""

    document: str
    title: str
    passage: TextPassage
    rank: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for a question: quotes, the stems to mark, and words replaced by near ones."""

    quotes: tuple[FoundPassage, ...]
    stems: frozenset[str]
    respelled: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unknown: tuple[str, ...] = ()


class PassageWriter:
    """Adds documents to a file, or an open base; ``with`` it, all is stored or nothing."""

    def __init__(self, target: Path | sqlite3.Connection) -> None:
        self._is_own = not isinstance(target, sqlite3.Connection)
        self._base = sqlite3.connect(target) if isinstance(target, Path) else target
        self._stem = cache(stem)
        self._spelled: dict[str, str] = {}  # by folded word, as it is written

    def __enter__(self) -> PassageWriter:
        if not self._base.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            self._base.executescript(_TABLES)
        self._base.execute("BEGIN")
        return self

    def __exit__(self, kind: object, *_error: object) -> None:
        try:
            if kind is None:
                self._store_spellings()
                self._base.commit()
            else:
                self._base.rollback()
        finally:
            if self._is_own:
                self._base.close()

    @property
    def keys(self) -> set[str]:
        """The keys of the documents there."""
        return {key for (key,) in self._base.execute("SELECT key FROM documents")}

    def count(self) -> int:
        """How many passages are there."""
        return int(self._base.execute("SELECT count(*) FROM passages").fetchone()[0])

    def add(self, key: str, title: str, found: Iterable[TextPassage]) -> int:
        """Add a document in place of the one of the same key; how many passages it has."""
        self.remove(key)
        base, read = self._base, list(found)
        made = base.execute("INSERT INTO documents (key, title) VALUES (?, ?)", (key, title))
        for each in read:
            folded = searchable(f"{title} {each.heading} {each.text}")
            row = (made.lastrowid, each.page, each.heading, each.text, folded)
            line = base.execute(
                "INSERT INTO passages (document, page, heading, text, folded)"
                " VALUES (?, ?, ?, ?, ?)", row
            )  # fmt: skip
            values = (line.lastrowid, *self._words(title, each.heading, each.text))
            base.execute("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", values)
            self._spell(title, each.heading, each.text)
        return len(read)

    def take(self, source: Path, keys: Collection[str]) -> None:
        """Add the documents of another file that have these keys: nothing else of it follows."""
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as other:
            for number, key, title in other.execute("SELECT id, key, title FROM documents"):
                if key in keys:
                    rows = other.execute(
                        "SELECT text, page, heading FROM passages WHERE document = ? ORDER BY id",
                        (number,),
                    )
                    self.add(key, title, [TextPassage(*row) for row in rows])

    def remove(self, key: str) -> None:
        """Remove a document and its passages, if it is there."""
        base = self._base
        rows = base.execute("SELECT id, title FROM documents WHERE key = ?", (key,)).fetchall()
        for number, title in rows:
            old = base.execute(
                "SELECT id, heading, text FROM passages WHERE document = ?", (number,)
            ).fetchall()
            for line, heading, text in old:
                values = (line, *self._words(title, heading, text))
                base.execute(
                    "INSERT INTO words (words, rowid, title, text) VALUES ('delete', ?, ?, ?)",
                    values,
                )
            base.execute("DELETE FROM passages WHERE document = ?", (number,))
            base.execute("DELETE FROM documents WHERE id = ?", (number,))

    def _words(self, title: str, heading: str, text: str) -> tuple[str, str]:
        above = " ".join(terms(f"{title} · {heading}", self._stem))
        return above, " ".join(terms(text, self._stem))

    def _spell(self, *texts: str) -> None:
        for text in texts:
            for word, start, end in tokens(text):
                if len(word) >= LEAST and word.isalpha():
                    self._spelled.setdefault(word, text[start:end].lower())

    def _store_spellings(self) -> None:
        known = {word for (word,) in self._base.execute("SELECT word FROM spellings")}
        rows = [pair for pair in sorted(self._spelled.items()) if pair[0] not in known]
        self._base.executemany("INSERT INTO spellings (word, shown) VALUES (?, ?)", rows)


@dataclass(frozen=True, slots=True)
class PassageFile:
    """A file that ``PassageWriter`` wrote, searched without ever being changed.

    Its readings raise ``AIError``: ``passages_slow``, ``passages_gone``.
    """

    path: Path

    def find(
        self, question: str, *, most: int = 10, of_one: int = 3, without: Collection[str] = (),
        by_rule: bool = False,
    ) -> Answer:  # fmt: skip
        """The best passages for a question, ``of_one`` at most of a document, some left aside.

        ``by_rule``: the passages that have every word as it is typed, in the order of the file.
        """
        with self._open() as base:
            return find(base, question, most=most, of_one=of_one, without=without, by_rule=by_rule)

    def keys(self) -> set[str]:
        """The keys of the documents there."""
        with self._open() as base:
            return {key for (key,) in base.execute("SELECT key FROM documents")}

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """The file, read only, for some seconds."""
        end = time.monotonic() + SECONDS
        try:
            address = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
            with closing(sqlite3.connect(address, uri=True, check_same_thread=False)) as base:
                base.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
                yield base
        except sqlite3.Error as error:
            slow = "interrupted" in str(error)
            raise AIError("passages_slow" if slow else "passages_gone") from error


def find(  # noqa: PLR0913  (each one said by name)
    base: sqlite3.Connection, question: str, *, most: int = 10, of_one: int = 3,
    without: Collection[str] = (), by_rule: bool = False, with_slips: bool = True,
) -> Answer:  # fmt: skip
    """The best passages of an open file: see ``PassageFile.find``."""
    searched = wanted(question)
    if not searched:
        return Answer((), frozenset())
    if by_rule:
        rows = _with_every_word(base, searched, most * of_one)
        stems = {each.stem for each in searched}
        return Answer(_quotes(base, rows, most, of_one, without), frozenset(stems))
    known = [each for each in searched if _is_known(base, each.stem)]
    missing = [each for each in searched if each not in known and each.word.isalpha()]
    respelled = {each.typed: _near(base, each) for each in missing} if with_slips else {}
    near = (stem(word) for words in respelled.values() for word in words)
    stems = {*(each.stem for each in known), *near}
    rows = _ranked(base, sorted(stems)) if stems else []
    replaced = tuple((word, tuple(near)) for word, near in respelled.items() if near)
    unknown = tuple(each.typed for each in missing if not respelled.get(each.typed))
    quotes = _quotes(base, rows, most, of_one, without)
    return Answer(quotes, frozenset(stems), replaced, unknown)


def _is_known(base: sqlite3.Connection, name: str) -> bool:
    return base.execute("SELECT 1 FROM known WHERE term = ?", (name,)).fetchone() is not None


def _near(base: sqlite3.Connection, term: SearchedTerm) -> list[str]:
    """The nearest words of the documents; those compared share most trigrams with the word."""
    word = term.word
    if len(word) < LEAST:
        return []
    pieces = " OR ".join(f'"{word[at : at + 3]}"' for at in range(len(word) - 2))
    rows = base.execute(
        "SELECT word, shown FROM spellings WHERE spellings MATCH ? ORDER BY rank LIMIT ?",
        (pieces, _NEAR),
    )
    shown = dict(rows.fetchall())
    return [shown[each] for each in nearest(word, shown)]


def _ranked(base: sqlite3.Connection, stems: Sequence[str]) -> list[int]:
    """The passages with some of the stems, the best first."""
    query = " OR ".join(f'"{each}"' for each in stems)
    found = base.execute(
        "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?", (query, _RANKED)
    )
    return [number for (number,) in found]


def _with_every_word(
    base: sqlite3.Connection, searched: Sequence[SearchedTerm], most: int
) -> list[int]:
    """The first passages with every word as it is typed, in the order of the file."""
    every = words_of(" ".join(each.word for each in searched))
    there = " AND ".join("instr(folded, ?)" for _word in every)
    rows = base.execute(f"SELECT id, folded FROM passages WHERE {there} ORDER BY id", every)  # noqa: S608
    found = (number for number, folded in rows if all(has_word(word, folded) for word in every))
    return list(islice(found, most))


def _quotes(
    base: sqlite3.Connection, rows: Sequence[int], most: int, of_one: int, without: Collection[str]
) -> tuple[FoundPassage, ...]:  # fmt: skip
    found: list[FoundPassage] = []
    times: dict[str, int] = {}
    for number in rows:
        key, title, page, heading, text = base.execute(
            "SELECT d.key, d.title, p.page, p.heading, p.text FROM passages p"
            " JOIN documents d ON d.id = p.document WHERE p.id = ?", (number,)
        ).fetchone()  # fmt: skip
        if key in without or times.get(key, 0) == of_one:
            continue
        times[key] = times.get(key, 0) + 1
        found.append(FoundPassage(key, title, TextPassage(text, page, heading), len(found)))
        if len(found) == most:
            break
    return tuple(found)
