"""Reads a version of the referential, and refuses an incomplete one.

The format is described in ``data/referential/README.md``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path

from jalons.kernel import Source
from jalons.strategy.engine.catalogue import Catalogue, Manifesto, Words
from jalons.strategy.engine.diagnosis.referential import (
    FACT_NAMES,
    CommitmentPath,
    Cost,
    Crosswalk,
    Effect,
    Effort,
    Example,
    Exemplar,
    Facts,
    Measured,
    Milestone,
    Question,
    Reach,
    ReadyAction,
    Referential,
    Replaced,
    Rule,
    Size,
)
from jalons.strategy.engine.diagnosis.tracks import Track
from jalons.strategy.store.tables import (
    Table,
    open_table,
    read_legal_basis,
    read_sources,
    read_verified,
    read_words,
)

_VERSION = re.compile(r"\d+\.\d+\.\d+")
_WEIGHTS = (0.1, 10.0)
_FILE = re.compile(r"(commitment|actions)-\d\.toml")
HEAD = "referential.toml"


@dataclass(frozen=True, slots=True)
class _Known:
    """What the entries of a referential may refer to."""

    commitments: frozenset[int]
    indicators: frozenset[str]
    frameworks: frozenset[str]
    sources: dict[str, Source]
    exemplars: dict[str, Exemplar]


def read_referential(
    folder: Path | Traversable, manifesto: Manifesto, catalogue: Catalogue
) -> Referential:
    """The referential of a folder: ``referential.toml``, ``commitment-N.toml``, ``actions-N.toml``.

    Raises ``StrategyError`` with the file, the line and the key: unknown or missing key, value out
    of bounds, broken formula, id used twice, unknown indicator, commitment, source or question.
    """
    tables = {name: open_table(folder / name) for name in file_names(folder)}
    return build_referential(tables, manifesto, catalogue)


def build_referential(
    tables: Mapping[str, Table], manifesto: Manifesto, catalogue: Catalogue
) -> Referential:
    """The referential of tables by file name; see :func:`read_referential`."""
    root = tables[HEAD]
    frameworks = root.texts("frameworks")
    known = _Known(
        commitments=frozenset(commitment.number for commitment in manifesto.commitments),
        indicators=frozenset(catalogue.indicators),
        frameworks=frozenset(frameworks),
        sources=read_sources(root),
        exemplars=_exemplars(root),
    )
    version = root.text("version")
    if not _VERSION.fullmatch(version):
        root.refuse("version", version, "version")
    bands = root.table("cost_bands")
    head = (
        root.text("id"),
        version,
        root.take("released", date, "date"),
        root.words("title"),
        {cost: bands.words(cost) for cost in Cost},
    )
    bands.close()
    competences = _words_by_name(root.table("competences"))
    reasons = root.optional("absent")
    absent = _words_by_name(reasons) if reasons else {}
    for name in absent.keys() - known.frameworks:
        root.refuse(f"absent.{name}", name, "choice")
    by_track = _track_questions(root)
    paths = tuple(_path(table, known) for table in _of(tables, "commitment-"))
    question_ids = {each.id for path in paths for each in _flat(path.questions)}
    for track, questions in by_track.items():
        for each in questions - question_ids:
            root.refuse(f"track_questions.{track}.questions", each, "question")
    root.close()
    paths = tuple(_left(path, by_track) for path in paths)
    milestones = {milestone.id for path in paths for milestone in path.milestones}
    actions = tuple(
        action
        for table in _of(tables, "actions-")
        for action in _actions(table, known, question_ids, milestones)
    )
    return Referential(
        *head,
        competences=competences,
        commitments=paths,
        actions=actions,
        sources=known.sources,
        frameworks=frameworks,
        absent=absent,
    )


def _exemplars(root: Table) -> dict[str, Exemplar]:
    """The authorities whose practices are examples; a version may name none."""
    rows = root.optional("exemplars")
    found: dict[str, Exemplar] = {}
    for name in rows.names() if rows else ():
        found[name] = rows.table(name).read(_exemplar)  # type: ignore[union-attr]  # it has names
    return found


def _exemplar(row: Table) -> Exemplar:
    facts = Facts(row.text("kind"), row.text("nature", default=""), row.whole("population"))
    return Exemplar(row.text("name"), row.text("siren"), facts)


def _track_questions(root: Table) -> dict[str, frozenset[str]]:
    """The questions of each track, where they are not all."""
    rows = root.optional("track_questions")
    found: dict[str, frozenset[str]] = {}
    for name in rows.names() if rows else ():
        if name not in tuple(Track):
            root.refuse(f"track_questions.{name}", name, "choice")
        row = rows.table(name)  # type: ignore[union-attr]  # it has names
        found[name] = frozenset(row.texts("questions"))
        row.close()
    return found


def _left(path: CommitmentPath, by_track: Mapping[str, frozenset[str]]) -> CommitmentPath:
    """The path with, on each question, the tracks that leave it for later."""
    if not by_track:
        return path

    def marked(question: Question) -> Question:
        return replace(
            question,
            left_by=frozenset(track for track, ids in by_track.items() if question.id not in ids),
            details=tuple(marked(detail) for detail in question.details),
        )

    milestones = tuple(
        replace(milestone, questions=tuple(marked(question) for question in milestone.questions))
        for milestone in path.milestones
    )
    return replace(path, milestones=milestones)


def _words_by_name(table: Table) -> dict[str, Words]:
    return {name: table.words(name) for name in table.names()}


def file_names(folder: Path | Traversable) -> list[str]:
    """The files of a referential, its head always among them."""
    found = {each.name for each in folder.iterdir() if _FILE.fullmatch(each.name)}
    return sorted(found | {HEAD})


def _of(tables: Mapping[str, Table], prefix: str) -> list[Table]:
    return [tables[name] for name in sorted(tables) if name.startswith(prefix)]


def _flat(questions: Iterable[Question]) -> Iterable[Question]:
    for question in questions:
        yield question
        yield from question.details


def _path(root: Table, known: _Known) -> CommitmentPath:
    number = root.whole("commitment")
    if number not in known.commitments:
        root.refuse("commitment", number, "commitment")
    weight = _weight(root)
    seen: set[str] = set()
    milestones = root.rows("milestone", lambda row: _milestone(row, number, known, seen))
    root.close()
    return CommitmentPath(number, weight, milestones)


def _milestone(table: Table, number: int, known: _Known, seen: set[str]) -> Milestone:
    milestone = Milestone(
        id=_id(table, rf"{number}\.\d", seen),
        title=table.words("title"),
        reached_when=table.words("reached_when"),
        questions=table.rows(
            "question",
            lambda row: _question(row, known, seen, pattern=rf"{number}\.\d\.\d", level=1),
        ),
        requires=table.texts("requires") if table.has("requires") else None,
    )
    details = {detail.id for question in milestone.questions for detail in question.details}
    for name in milestone.requires or ():
        if name not in details:
            table.refuse("requires", name, "detail")
    return milestone


def _question(table: Table, known: _Known, seen: set[str], *, pattern: str, level: int) -> Question:
    name = _id(table, pattern, seen)

    def detail(row: Table) -> Question:
        return _question(row, known, seen, pattern=rf"{re.escape(name)}\.[a-z]", level=2)

    return Question(
        id=name,
        level=level,
        weight=_weight(table),
        text=table.words("text"),
        help=table.words("help"),
        rules=table.rows("rule", _rule, []),
        measured=_measured(table, known),
        crosswalks=table.rows("crosswalk", lambda row: _crosswalk(row, known), []),
        replaces=table.rows("replaces", lambda row: Replaced(row.text("id"), _weight(row)), []),
        details=table.rows("detail", detail, []) if level == 1 else (),
    )


def _id(table: Table, pattern: str, seen: set[str]) -> str:
    name = table.text("id")
    if not re.fullmatch(pattern, name):
        table.refuse("id", name, "entry_id")
    if name in seen:
        table.fail("data_twice", "id", value=name)
    seen.add(name)
    return name


def _weight(table: Table) -> float:
    weight = table.number("weight", default=1.0)
    if not _WEIGHTS[0] <= weight <= _WEIGHTS[1]:
        table.refuse("weight", weight, "weight")
    return weight


def _rule(table: Table) -> Rule:
    effect = table.choice("then", Effect)
    rule = Rule(
        when=table.formula("when", FACT_NAMES),
        effect=effect,
        factor=table.number("factor") if effect is Effect.WEIGHT else 1.0,
        because=table.words("because"),
    )
    if not 0 < rule.factor <= _WEIGHTS[1]:
        table.refuse("factor", rule.factor, "weight")
    return rule


def _measured(table: Table, known: _Known) -> Measured | None:
    row = table.optional("measured")
    if row is None:
        return None
    measured = Measured(row.text("indicator"), row.formula("done_when", {"value"}))
    if measured.indicator not in known.indicators:
        row.refuse("indicator", measured.indicator, "indicator")
    row.close()
    return measured


def _crosswalk(table: Table, known: _Known) -> Crosswalk:
    framework = table.text("framework")
    if framework not in known.frameworks:
        table.refuse("framework", framework, "choice")
    verified = read_verified(table, known.sources.get(framework))
    return Crosswalk(framework, table.text("number"), verified)


def _actions(
    root: Table, known: _Known, question_ids: Collection[str], milestones: Collection[str]
) -> tuple[ReadyAction, ...]:
    number = root.whole("commitment")
    seen: set[str] = set()
    actions = []
    for table in root.tables("action"):
        action = table.read(lambda row: _action(row, number, known, seen))
        if action.milestone not in milestones:
            table.refuse("milestone", action.milestone, "milestone")
        for answered in action.answers:
            if answered not in question_ids:
                table.refuse("answers", answered, "question")
        actions.append(action)
    root.close()
    return tuple(actions)


def _action(table: Table, number: int, known: _Known, seen: set[str]) -> ReadyAction:
    action = ReadyAction(
        id=_id(table, rf"{number}-\d\d", seen),
        milestone=table.text("milestone"),
        title=table.words("title"),
        summary=table.words("summary"),
        steps=table.rows("steps", read_words),
        effort=table.choice("effort", Effort),
        cost=table.choice("cost", Cost),
        reach=table.choice("reach", Reach),
        reach_why=table.words("reach_why"),
        answers=table.texts("answers"),
        indicators=table.texts("indicators", default=[]),
        when=table.formula("when", FACT_NAMES) if table.has("when") else None,
        legal_basis=read_legal_basis(table.optional("legal_basis")),
        decree=table.texts("decree", default=[]),
        examples=table.rows("example", lambda row: _example(row, known), []),
        verified=table.boolean("verified"),
        sizes=_sizes(table),
        replaces=table.texts("replaces", default=[]),
        duties=table.texts("duties", default=[]),
    )
    for indicator in action.indicators:
        if indicator not in known.indicators:
            table.refuse("indicators", indicator, "indicator")
    return action


def _sizes(table: Table) -> dict[str, Size]:
    """What differs from the town, for which an action is written."""
    found: dict[str, Size] = {}
    for track in (Track.VILLAGE, Track.METROPOLE):
        row = table.optional(track)
        if row is not None:
            found[track] = row.read(_size)
    if table.has("village_steps"):
        steps = table.rows("village_steps", read_words)
        found[Track.VILLAGE] = replace(found.get(Track.VILLAGE, Size()), steps=steps)
    return found


def _size(table: Table) -> Size:
    return Size(
        effort=table.choice("effort", Effort) if table.has("effort") else None,
        cost=table.choice("cost", Cost) if table.has("cost") else None,
    )


def _example(table: Table, known: _Known) -> Example:
    name = table.text("source")
    if name not in known.sources:
        table.refuse("source", name, "source")
    source = known.sources[name]
    by = table.text("by", default="")
    if by and by not in known.exemplars:
        table.refuse("by", by, "choice")
    text, verified = read_words(table), read_verified(table, source)
    return Example(text, source, verified, known.exemplars[by] if by else None)
