"""What machines find, as verdicts on criteria: a passed check proves nothing, so none conforms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from jalons.webaudit.engine.measure import AccessFinding
from jalons.webaudit.engine.rgaa.reference import Reference


class State(StrEnum):
    """Where a criterion stands; ``to_check`` and ``undecided`` wait for a person."""

    CONFORMING = "conforming"
    FAILING = "failing"
    NOT_APPLICABLE = "not_applicable"
    TO_CHECK = "to_check"
    UNDECIDED = "undecided"


DECIDED = frozenset({State.CONFORMING, State.FAILING, State.NOT_APPLICABLE})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What findings say of a criterion: failing, or to check; the findings it rests on."""

    criterion: str
    state: State
    findings: tuple[AccessFinding, ...]


def tests_of(finding: AccessFinding, reference: Reference) -> tuple[str, ...]:
    """The tests a finding is about: those of its rule in the data, or else those it names."""
    rule = reference.rules_by_name.get((finding.source, finding.rule))
    named = rule.tests if rule else finding.tests
    return tuple(test for test in named if test in reference.owners)


def state_of(finding: AccessFinding, reference: Reference) -> State:
    """Failing when the rule is known and certain; to check for any doubt, or an unknown rule."""
    rule = reference.rules_by_name.get((finding.source, finding.rule))
    certain = rule is not None and not rule.to_check and not finding.undecided
    return State.FAILING if certain else State.TO_CHECK


def automatic(findings: Iterable[AccessFinding], reference: Reference) -> dict[str, Verdict]:
    """The verdict of each criterion that findings touch, in the order of the reference."""
    touched: dict[str, list[AccessFinding]] = {}
    for finding in findings:
        for number in dict.fromkeys(reference.owners[t] for t in tests_of(finding, reference)):
            touched.setdefault(number, []).append(finding)
    verdicts = {}
    for number in filter(touched.__contains__, reference.by_id):
        states = {state_of(finding, reference) for finding in touched[number]}
        state = State.FAILING if State.FAILING in states else State.TO_CHECK
        verdicts[number] = Verdict(number, state, tuple(touched[number]))
    return verdicts
