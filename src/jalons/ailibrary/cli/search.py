"""``jalons ai search``: the passages of a folder of documents for a question, without Django."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from jalons.ailibrary.capture.texts import read
from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.retrieval.passages import passages
from jalons.ailibrary.engine.retrieval.quoting import quoted
from jalons.ailibrary.store.passages import Answer, PassageFile, PassageWriter
from jalons.ailibrary.words.sentences import say

NOTHING = 4  # the exit code of a command that found nothing
_MARK = "\u2192 "


@click.command(name="search", help=say("cli.search.help"))
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("question")
@click.option("--most", default=5, type=click.IntRange(1, 50), help=say("cli.search.most"))
@click.option("--index", "stored", type=click.Path(dir_okay=False, path_type=Path),
              help=say("cli.search.index"))  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
def search(folder: Path, question: str, most: int, stored: Path | None, *, as_json: bool) -> None:
    """Read what is new, then quote."""
    with TemporaryDirectory() as temporary:
        target = stored or Path(temporary, "passages")
        unread = _read(folder, target)
        answer = PassageFile(target).find(question, most=most)
    if as_json:
        click.echo(json.dumps(_plain(answer, unread), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_lines(answer, unread)))
    if not answer.quotes:
        raise SystemExit(NOTHING)


def _read(folder: Path, target: Path) -> list[str]:
    """Write the passages of the documents that are new or changed; why the others are not read."""
    unread = []
    with PassageWriter(target) as writer:
        known, here = writer.keys, set()
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            name = path.relative_to(folder).as_posix()
            if path.name.startswith(".") or path.resolve() == target.resolve():
                continue
            key = f"{sha256(path.read_bytes()).hexdigest()}:{name}"
            here.add(key)
            if key in known:
                continue
            try:
                text = read(path, name)
            except AIError as error:
                unread.append(str(error))
                continue
            title = f"{name} · {text.subject}" if text.subject else name
            writer.add(key, title, passages(text.blocks))
        for gone in known - here:
            writer.remove(gone)
    return unread


def _lines(answer: Answer, unread: list[str]) -> Iterator[str]:
    for word, near in answer.respelled:
        yield say("cli.search.respelled", word=word, near=", ".join(near))
    if not answer.quotes:
        yield say("cli.search.nothing")
    for each in answer.quotes:
        passage = each.passage
        page = say("cli.search.page", page=passage.page) if passage.page else ""
        yield ""
        yield _MARK + " · ".join(filter(None, (each.title, page, passage.heading)))
        yield "".join(
            click.style(piece.text, bold=True) if piece.is_marked else piece.text
            for piece in quoted(passage.text, answer.stems)
        )
    if unread:
        yield ""
        yield say("cli.search.unread")
        yield from (f"- {why}" for why in unread)


def _plain(answer: Answer, unread: list[str]) -> dict[str, object]:
    return {
        "quotes": [
            {"document": each.title, "page": each.passage.page, "heading": each.passage.heading,
             "text": each.passage.text}
            for each in answer.quotes
        ],
        "respelled": dict(answer.respelled),
        "unread": unread,
    }  # fmt: skip
