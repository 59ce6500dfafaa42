"""Reads what territories sent, and what they measured together."""

from __future__ import annotations

import msgspec
from django.db.models import QuerySet

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.exchange.pooling import Measured, Pooled, pool
from jalons.ailibrary.recipes.evaluating import Evaluation, decoded
from jalons.ailibrary.web.exchange.models import Parcel
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.partners.queries import key_of, trusted_keys


def parcels(authority: Authority) -> QuerySet[Parcel]:
    """What other territories sent, the latest first."""
    return living(Parcel, authority)


def own_evaluations(authority: Authority) -> dict[str, Evaluation]:
    """The last evaluation of each recipe on the decisions of the authority itself."""
    found = {}
    for use in living(RecipeUse, authority):
        evaluation = evaluation_of(use.evaluation)
        if evaluation is not None and evaluation.own:
            found[use.key] = evaluation
    return found


def evaluation_of(plain: object) -> Evaluation | None:
    """An evaluation that was stored or sent; None when it is not one, or names what it lacks."""
    try:
        found = decoded(plain) if isinstance(plain, dict) and plain else None
    except (AIError, msgspec.MsgspecError):
        return None
    if found is None:
        return None
    scored = {each.name for each in found.results if found.metric in each.scores}
    return found if {found.winner, found.rule} <= scored else None


def pooled(authority: Authority) -> dict[str, tuple[Pooled, ...]]:
    """What territories measured of each recipe, this one among them.

    Only parcels whose key a person compared count: a name alone proves nothing.
    """
    results: dict[str, list[Measured]] = {}
    trusted = parcels(authority).filter(public_key__in=trusted_keys(authority))
    for each in trusted.order_by("made_on"):
        sent = evaluation_of(each.results)
        if sent is not None and sent.own and sent.recipe == each.key:
            results.setdefault(each.key, []).append(measured(each.public_key, sent))
    for key, own in own_evaluations(authority).items():
        results.setdefault(key, []).append(measured(key_of(authority), own))
    return {key: pool(found) for key, found in sorted(results.items())}


def measured(publisher: str, found: Evaluation) -> Measured:
    """The candidate a territory uses, beside the rule, on its first metric."""
    used, rule = (found.result(name).scores[found.metric] for name in (found.winner, found.rule))
    return Measured(
        publisher, found.version, found.metric, found.items, used.value, used.low, used.high,
        rule.value, found.winner == found.rule,
    )  # fmt: skip
