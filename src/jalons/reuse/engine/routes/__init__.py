"""The routes the law allows, as rules with their article."""

from jalons.reuse.engine.routes.rules import Article, RouteRule, Rules, shipped_rules
from jalons.reuse.engine.routes.verdicts import (
    Circumstances,
    LeavingDevice,
    Outcome,
    RouteReason,
    Verdict,
    age_on,
    is_over_limit,
    verdict,
    verdicts,
)

__all__ = [
    "Article",
    "Circumstances",
    "LeavingDevice",
    "Outcome",
    "RouteReason",
    "RouteRule",
    "Rules",
    "Verdict",
    "age_on",
    "is_over_limit",
    "shipped_rules",
    "verdict",
    "verdicts",
]
