"""The page of the key printed on paper: groups to type, a code to scan, what to do."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from jalons.federation.words.sentences import say
from jalons.foundation.documents import html, tree


def paper_page(key: str, territory: str, fingerprint: str, day: date, lang: str) -> str:
    """An HTML page that stands alone, with nothing to fetch; ``key`` as ``to_paper`` writes it."""
    steps = tuple(say(f"paper.step.{n}", lang) for n in range(1, 5))
    return html.page(paper_tree(key, territory, fingerprint, day, lang, steps))


def paper_tree(  # noqa: PLR0913, PLR0917  (each one a line of the sheet)
    key: str, territory: str, fingerprint: str, day: date, lang: str, steps: tuple[str, ...]
) -> tree.Document:
    """The sheet to print, for any format; its groups are numbered, as people name them."""
    blocks = (
        tree.Note(say("paper.secret", lang), tree.Tone.WARNING),
        tree.Section(
            say("paper.key", lang), (tree.NumberedList(tuple(key.split())), _code(key, lang))
        ),
        tree.Section(say("paper.steps", lang), (tree.BulletList(steps),)),
        tree.FactList(((say("paper.digits", lang), fingerprint),)),
    )
    return tree.Document(say("paper.title", lang), territory, day, blocks, lang=lang)


def _code(text: str, lang: str) -> tree.Picture:
    import qrcode  # type: ignore[import-untyped]
    from qrcode.image.svg import SvgPathImage  # type: ignore[import-untyped]

    made = BytesIO()
    qrcode.make(text.replace(" ", ""), image_factory=SvgPathImage, box_size=8).save(made)
    return tree.Picture(made.getvalue().decode(), say("paper.code", lang))
