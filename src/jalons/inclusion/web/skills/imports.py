"""Exports of the Coop: only what the register needs of a file is stored, from the first page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.utils.text import capfirst

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import error_words, lang
from jalons.foundation.imports.columns import LIMITS
from jalons.foundation.imports.declaration import Import
from jalons.foundation.imports.forms import FileForm
from jalons.foundation.imports.reading import Row
from jalons.inclusion.capture.coop import STORED, CoopExport, read_export
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.web.skills.actions import too_old
from jalons.inclusion.web.skills.models import Activity
from jalons.inclusion.words.sentences import say
from jalons.tabular.column_mapping import Wanted
from jalons.tabular.files.writing import csv_lines


class CoopForm(FileForm):
    """The file, replaced by what is read of it: its name and its other columns go no further."""

    def clean_file(self) -> Any:
        try:
            found = read_export(super().clean_file().read(), LIMITS)
        except InclusionError as error:
            raise forms.ValidationError(error_words(error)) from error
        notes = _notes(found)
        rows = ([each[name] for name in STORED] + [""] * len(notes) for each in found.activities)
        meta: Any = Activity._meta
        labels = [str(capfirst(meta.get_field(name).verbose_name)) for name in STORED]
        text = "".join(csv_lines([[*labels, *notes], *rows], text=str))
        return ContentFile(text.encode(), say("coop.name", lang()))


def _notes(found: CoopExport) -> list[str]:
    """What was left aside: the page of the columns shows these headings as not read."""
    unread = ", ".join(map(str, found.unread[:20]))
    notes = [say("coop.unread", lang(), count=len(found.unread), rows=unread)] if unread else []
    notes += [say("coop.padded", lang(), count=found.padded)] if found.padded else []
    notes += [say("coop.unknown", lang(), word=word, count=count)
              for word, count in found.unknown.items()]  # fmt: skip
    return [*notes, *(say("coop.dropped", lang(), name=name) for name in found.dropped)]


class CoopFile(Import):
    """The activities of an export; counts and the hash of an identifier are no fields of a form."""

    def wanted(self) -> tuple[Wanted, ...]:
        """The fields of the form, and these."""
        more = (Wanted(name, self.label(name)) for name in ("ages", "statuses"))
        key = Wanted(self.key, self.label(self.key), required=True)
        return (key, *super().wanted(), *more)

    def rows(self, authority: Authority, found: Any) -> list[Row]:
        """The rows, those whose detail is already erased left aside."""
        rows: list[Row] = super().rows(authority, found)
        why = {each.number: too_old(authority, each.values["week"]) for each in rows
               if "week" in each.values}  # fmt: skip
        return [replace(each, record=None, why=why[each.number]) if why.get(each.number) else each
                for each in rows]  # fmt: skip
