"""What diagnoses say, and whether their data changed since."""

from __future__ import annotations

from pathlib import PurePath

import msgspec
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.inclusion.engine.index.values import METHOD, Diagnosis
from jalons.inclusion.web.diagnosis.models import FragilityDiagnosis
from jalons.inclusion.web.official.queries import columns_files
from jalons.inclusion.words import index as words


def stamp(found: FragilityDiagnosis) -> str:
    """What a result rests on: the method, the choices, the files of data."""
    files = sorted(columns_files(found.authority), key=lambda each: each.name)
    dated = [f"{PurePath(each.name).name} {each.changed_ns}" for each in files]
    return "|".join([METHOD, str(found.version), *dated])


def result(found: FragilityDiagnosis) -> Diagnosis | None:
    """What came of a diagnosis, None before it is computed."""
    return None if found.result is None else msgspec.convert(found.result, Diagnosis)


def of_home(authority: Authority) -> FragilityDiagnosis | None:
    """The latest diagnosis that was computed of the territory of the authority."""
    if (home := authority.territory) is None:
        return None
    rows = living(FragilityDiagnosis, authority).filter(result__isnull=False)
    return rows.filter(kind=home.kind, code=home.code).first()


def headline(rows: QuerySet[FragilityDiagnosis]) -> str:
    """The latest diagnosis in a sentence."""
    if (last := rows.order_by("-created_at").first()) is None:
        return _("No diagnosis of fragility was made yet.")
    known = result(last)
    being = _("%(name)s: the diagnosis is being computed.") % {"name": last.name}
    return words.sentence(known, last.name, lang()) if known else being


def figure(authority: Authority) -> str:
    """The same for the hub."""
    return headline(living(FragilityDiagnosis, authority))
