"""Finds what the room holds, and its pages."""

from __future__ import annotations

from jalons.foundation.search.finders import Finder, Page

FINDERS: tuple[Finder, ...] = ()
PAGES: tuple[Page, ...] = ()
