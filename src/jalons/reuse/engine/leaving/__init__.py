"""What to do with a device that leaves use, and why: proposed, never chosen alone."""

from jalons.reuse.engine.leaving.payback import Payback, least_payback, payback_years
from jalons.reuse.engine.leaving.proposals import (
    Decision,
    Guide,
    KindGuide,
    Proposal,
    ProposalReason,
    Situation,
    propose,
    shipped_guide,
)
from jalons.reuse.engine.leaving.renewal import Due, PlanRow, due_on, renewal_plan

__all__ = [
    "Decision",
    "Due",
    "Guide",
    "KindGuide",
    "Payback",
    "PlanRow",
    "Proposal",
    "ProposalReason",
    "Situation",
    "due_on",
    "least_payback",
    "payback_years",
    "propose",
    "renewal_plan",
    "shipped_guide",
]
