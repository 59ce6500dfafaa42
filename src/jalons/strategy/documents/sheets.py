"""The action sheets, one by one, as a document of their own."""

from __future__ import annotations

from jalons.foundation.documents.tree import Block, Paragraph, Section
from jalons.strategy.documents import roadmap, standing
from jalons.strategy.documents.built import Builder, Built
from jalons.strategy.documents.material import Material
from jalons.strategy.documents.wording import counted, say


def essentials(material: Material, lang: str) -> Built:
    """How many sheets there are, and of whom."""
    lead = Paragraph(counted("sheets_lead", len(material.sheets), lang))
    return Built((lead, *standing.facts(material, lang)), data=True)


def overview(material: Material, lang: str) -> Built:
    """The actions by axis."""
    if not material.sheets:
        return Built(
            (Paragraph(say("measures_none", lang)),), missing=(say("measures_todo", lang),)
        )
    blocks = roadmap.by_axis(material, material.sheets, lang)
    return Built(tuple(blocks), data=True, missing=roadmap.lacking(material.sheets, lang))


def sheets(material: Material, lang: str) -> Built:
    """Every sheet, under its axis."""
    if not material.sheets:
        return Built((Paragraph(say("measures_none", lang)),))
    blocks: list[Block] = []
    for label in (*(name for name, _words in material.axes), ""):
        mine = [each for each in material.sheets if each.axis == label]
        if mine:
            title = label or say("without_axis", lang)
            told = tuple(roadmap.sheet(each, material, lang) for each in mine)
            blocks.append(Section(title, told))
    return Built(tuple(blocks), data=True)


BUILDERS: dict[str, Builder] = {"essentials": essentials, "list": overview, "sheets": sheets}
