"""The certificate of the wiping of one medium, in the sections of NIST SP 800-88 Rev. 1, app. G."""

from __future__ import annotations

from datetime import date

from jalons.foundation.documents import tree
from jalons.reuse.engine.wiping.facts import Certificate
from jalons.reuse.engine.wiping.rules import required
from jalons.reuse.engine.wiping.verdict import State, Verdict, judge
from jalons.reuse.words import wiping as words
from jalons.reuse.words.sentences import say

SECTIONS = (
    ("medium", ("maker", "model", "serial", "medium", "capacity", "host")),
    (
        "work",
        ("method", "method_name", "tool", "tool_version", "passes", "started_on", "ended_on",
         "completion", "errors", "unwiped", "hidden", "keys", "sanitize_log", "claimed"),
    ),
    ("check", ("verification", "verified")),
    ("destination", ("destination", "place")),
    ("persons", ("operator", "verifier")),
)  # fmt: skip
_GROUP = 8  # letters of a digest between two spaces: no line is too long


def certificate_blocks(
    certificate: Certificate, *, lang: str, file: tuple[str, str] = ("", "")
) -> tuple[tree.Block, ...]:
    """The verdict with its reasons, then the facts; ``file`` is a name and its SHA-256."""
    verdict = judge(certificate)
    reasons = tuple(" ".join(filter(None, each)) for each in words.reasons_words(verdict, lang))
    judged: tuple[tree.Block, ...] = (tree.FactList(_judged(verdict, lang, file)),)
    return (
        tree.Section(
            _words("verdict", lang), (tree.BulletList(reasons), *judged) if reasons else judged
        ),
        *(
            tree.Section(_words(title, lang), (tree.FactList(_facts(certificate, names, lang)),))
            for title, names in SECTIONS
        ),
    )


def certificate_document(
    certificate: Certificate,
    *,
    authority: str,
    today: date,
    lang: str,
    file: tuple[str, str] = ("", ""),
) -> tree.Document:
    """The certificate as a document to file or to send, its verdict first, to be signed."""
    verdict = judge(certificate)
    tone = tree.Tone.GOOD if verdict.state is State.ACCEPTED else tree.Tone.WARNING
    blocks = certificate_blocks(certificate, lang=lang, file=file)
    return tree.Document(
        _words("title", lang),
        authority,
        today,
        (
            tree.Note(words.verdict_sentence(verdict, lang), tone),
            *blocks,
            tree.Paragraph(_words("signature", lang)),
        ),
        subject=" ".join(filter(None, (certificate.maker, certificate.model, certificate.serial))),
        lang=lang,
    )


type _Facts = tuple[tuple[str, tree.Text], ...]


def _judged(verdict: Verdict, lang: str, file: tuple[str, str]) -> _Facts:
    found: list[tuple[str, tree.Text]] = [("level", words.level_name(verdict.level, lang))]
    if verdict.needed is not None:
        found.append(("needed", words.level_name(verdict.needed, lang)))
    if verdict.rule is not None:
        found.append(
            (
                "source",
                (tree.Figure(words.level_name(verdict.rule.level, lang), verdict.rule.source),),
            )
        )
    if file[0]:
        starts = range(0, len(file[1]), _GROUP)
        digest = " ".join(file[1][start : start + _GROUP] for start in starts)
        found += [("file", file[0]), ("hash", digest)]
    return tuple((_words(name, lang), text) for name, text in found)


def _facts(certificate: Certificate, names: tuple[str, ...], lang: str) -> _Facts:
    """The facts that are known, and those that the method requires."""
    unknown = {name: {"", None} | ({0} if name == "unwiped" else set()) for name in names}
    shown = (
        name
        for name in names
        if name in required(certificate.method) or getattr(certificate, name) not in unknown[name]
    )
    return tuple(
        (words.field_name(each, lang), words.value_words(certificate, each, lang)) for each in shown
    )


def _words(name: str, lang: str) -> str:
    return say(f"wipe.document.{name}", lang)
