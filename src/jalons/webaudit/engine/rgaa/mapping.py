"""What machines find, as verdicts on criteria: a passed check proves nothing, so none conforms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from msgspec.structs import replace

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


def state_of(finding: AccessFinding, reference: Reference) -> State:
    """Failing when the rule is known and certain; to check for any doubt, or an unknown rule."""
    rule = reference.rules_by_name.get((finding.source, finding.rule))
    return State.TO_CHECK if finding.undecided or not rule or rule.to_check else State.FAILING


def marked(findings: Iterable[AccessFinding], reference: Reference) -> tuple[AccessFinding, ...]:
    """The same findings, ``undecided`` where the rule does not prove a failure."""
    return tuple(
        replace(finding, undecided=state_of(finding, reference) is State.TO_CHECK)
        for finding in findings
    )


def automatic(findings: Iterable[AccessFinding], reference: Reference) -> dict[str, Verdict]:
    """The verdict of each criterion that findings touch, in the order of the reference.

    A rule the data does not know is about the tests its finding names.
    """
    touched: defaultdict[str, list[AccessFinding]] = defaultdict(list)
    for finding in findings:
        rule = reference.rules_by_name.get((finding.source, finding.rule))
        tests = rule.tests if rule else finding.tests
        for number in {reference.owners[test] for test in tests if test in reference.owners}:
            touched[number].append(finding)
    verdicts = {}
    for number in filter(touched.__contains__, reference.by_id):
        certain = State.FAILING in {state_of(finding, reference) for finding in touched[number]}
        state = State.FAILING if certain else State.TO_CHECK
        verdicts[number] = Verdict(number, state, tuple(touched[number]))
    return verdicts
