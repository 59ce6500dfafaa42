"""For whom a dataset is, in the words of data.gouv.fr.

Source: opendatateam/udata, core/access_type (pull requests 3334 and 3879), read on 2026-11-28.
"""

from __future__ import annotations

from collections.abc import Mapping

OPEN, PARTNERS, INTERNAL = "open", "partners", "internal"
_ROLES = ("local_authority_and_administration", "company_and_association", "private")
_CONDITIONS = {
    PARTNERS: ("under_condition", "under_condition", "no"),
    INTERNAL: ("no", "no", "no"),
}


def access_words(audience: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The ``access_type`` of an audience, and its ``access_audiences``: roles and conditions.

    >>> access_words("open")
    ('open', ())
    """
    conditions = _CONDITIONS.get(audience)
    if conditions is None:
        return "open", ()
    return "restricted", tuple(zip(_ROLES, conditions, strict=True))


def audience_of(access_type: str, audiences: Mapping[str, str]) -> str:
    """The audience of an ``access_type`` and its conditions by role; empty when unknown.

    An account to open, or a condition, is for partners; a door closed to all is internal.
    """
    if access_type == "open":
        return OPEN
    if access_type == "open_with_account":
        return PARTNERS
    if access_type != "restricted":
        return ""
    closed = bool(audiences) and set(audiences.values()) == {"no"}
    return INTERNAL if closed else PARTNERS
