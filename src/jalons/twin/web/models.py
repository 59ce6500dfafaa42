"""What the twin keeps besides its store."""

from __future__ import annotations

from jalons.twin.web.cases.models import CaseResult, TwinCase
from jalons.twin.web.whatif.models import TwinSnapshot, WhatIf

__all__ = ["CaseResult", "TwinCase", "TwinSnapshot", "WhatIf"]
