"""A campaign on one page: what changed, what to do, how to measure."""

from __future__ import annotations

from jalons.foundation.documents import tree
from jalons.inclusion.words.sentences import say
from jalons.inclusion.words.skills import rows


def campaign_blocks(
    theme: str, sentence: str, facts: tuple[tuple[str, str], ...], lang: str
) -> tuple[tree.Block, ...]:
    """The blocks of the page of a campaign."""
    about = rows("campaigns", "theme")[theme]
    advice = (tree.Paragraph(about["measure"][lang]), tree.Note(say("campaigns.source", lang)))
    todo = (tree.BulletList(tuple(about["do"][lang])),)
    return (tree.Paragraph((tree.Strong(sentence),)), tree.FactList(facts),
            tree.Section(say("campaigns.do", lang), todo),
            tree.Section(say("campaigns.measure", lang), advice))  # fmt: skip
