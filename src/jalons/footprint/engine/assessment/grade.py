"""A letter for the data behind a result, never without the reasons for it."""

from __future__ import annotations

from dataclasses import dataclass

from jalons.kernel import Quality

# Least score of each letter; a score is 1 when all is measured, 0.5 when all is declared.
LETTERS = (("A", 0.8), ("B", 0.6), ("C", 0.4), ("D", 0.2), ("E", 0.0))
MUCH = 0.1


@dataclass(frozen=True, slots=True)
class GradeReason:
    """A reason of a grade: a code of ``messages.toml``, and a share."""

    code: str
    share: float


@dataclass(frozen=True, slots=True)
class Grade:
    """The quality of the data behind a result, from A to E, and why."""

    letter: str
    reasons: tuple[GradeReason, ...]


def grade(quality: Quality, *, approximate: float, unknown: float) -> Grade:
    """The letter of a result and its reasons, the shares of the impact they speak of.

    ``approximate`` is the share of the impact made with factors of another class, ``unknown`` the
    share of the devices that could not be assessed.
    """
    letter = next(letter for letter, least in LETTERS if quality.score >= least - 1e-9)
    shares = {
        "mostly_default": quality.default if quality.default > 0.5 else 0.0,
        "declared_values": quality.declared if quality.declared >= MUCH else 0.0,
        "measured_values": quality.measured if quality.measured >= MUCH else 0.0,
        "approximate_factors": approximate if approximate >= MUCH else 0.0,
        "unknown_devices": unknown if unknown >= 0.01 else 0.0,
    }
    reasons = tuple(GradeReason(code, share) for code, share in shares.items() if share)
    return Grade(letter, reasons)
