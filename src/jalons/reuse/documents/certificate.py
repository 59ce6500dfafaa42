"""The certificate of the wiping of one medium, in the sections of NIST SP 800-88 Rev. 1, app. G."""

from __future__ import annotations

from datetime import date

from jalons.foundation.documents.tree import (
    Block,
    BulletList,
    Document,
    FactList,
    Figure,
    Note,
    Paragraph,
    Section,
    Text,
    Tone,
)
from jalons.reuse.engine.wiping.facts import Certificate
from jalons.reuse.engine.wiping.verdict import State, judge
from jalons.reuse.words.sentences import say
from jalons.reuse.words.wiping import (
    field_name,
    level_name,
    reason_words,
    value_words,
    verdict_sentence,
)

SECTIONS = (
    ("medium", ("maker", "model", "serial", "medium", "capacity", "host")),
    (
        "work",
        ("method", "method_name", "tool", "tool_version", "passes", "started_on", "ended_on",
         "completion", "errors", "unwiped", "hidden", "keys", "sanitize_log"),
    ),
    ("check", ("verification", "verified")),
    ("destination", ("destination", "place")),
    ("persons", ("operator", "verifier")),
)  # fmt: skip
_WHEN_KNOWN = frozenset({"method_name", "unwiped", "keys", "sanitize_log", "passes", "hidden"})


def certificate_document(
    certificate: Certificate,
    *,
    authority: str,
    today: date,
    lang: str,
    file: tuple[str, str] = ("", ""),
) -> Document:
    """The certificate as a document, its verdict first; ``file`` is a name and its SHA-256."""
    verdict = judge(certificate)
    tone = Tone.GOOD if verdict.state is State.ACCEPTED else Tone.WARNING
    blocks: list[Block] = [Note(verdict_sentence(verdict, lang), tone)]
    blocks += [
        Section(say(f"wipe.document.{title}", lang), (FactList(_facts(certificate, names, lang)),))
        for title, names in SECTIONS
    ]
    judged: list[tuple[str, Text]] = [
        (say("wipe.document.level", lang), level_name(verdict.level, lang))
    ]
    if verdict.needed is not None:
        judged.append((say("wipe.document.needed", lang), level_name(verdict.needed, lang)))
    if verdict.rule is not None:
        rule = (Figure(level_name(verdict.rule.level, lang), verdict.rule.source),)
        judged.append((say("wipe.document.source", lang), rule))
    if file[0]:
        judged.append((say("wipe.document.file", lang), file[0]))
        judged.append((say("wipe.document.hash", lang), file[1]))
    reasons = tuple(" ".join(filter(None, reason_words(each, lang))) for each in verdict.reasons)
    end: tuple[Block, ...] = (FactList(tuple(judged)),)
    end += (BulletList(reasons),) if reasons else ()
    blocks.append(Section(say("wipe.document.verdict", lang), end))
    blocks.append(Paragraph(say("wipe.document.signature", lang)))
    title = say("wipe.document.title", lang)
    subject = " ".join(filter(None, (certificate.maker, certificate.model, certificate.serial)))
    return Document(title, authority, today, tuple(blocks), subject=subject, lang=lang)


def _facts(
    certificate: Certificate, names: tuple[str, ...], lang: str
) -> tuple[tuple[str, Text], ...]:
    shown = [name for name in names if name not in _WHEN_KNOWN or getattr(certificate, name)]
    return tuple(
        (_capital(field_name(each, lang)), value_words(certificate, each, lang)) for each in shown
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
