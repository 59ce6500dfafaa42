"""The real Chromium, driven over the DevTools protocol."""

from jalons.webaudit.capture.chromium import Chromium, Identity, find_chromium
from jalons.webaudit.capture.tab import Tab
from jalons.webaudit.capture.visit import AxeSource, Visit, judge_access

__all__ = ["AxeSource", "Chromium", "Identity", "Tab", "Visit", "find_chromium", "judge_access"]
