"""Finds what the room holds, and its pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.foundation.search.finders import Finder, Page

FINDERS: tuple[Finder, ...] = ()
PAGES: tuple[Page, ...] = (
    Page("dataset_check_list", _("Schema checks"), _("schema, SCDL, errors of a file, fix a CSV")),
)
