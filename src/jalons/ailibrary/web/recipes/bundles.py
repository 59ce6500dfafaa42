"""The bundles of an authority: stored, read again by their digest, put to use by a lead."""

from __future__ import annotations

from hashlib import sha256
from typing import NoReturn

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.web.recipes.models import RecipeBundle, RecipeUse
from jalons.foundation.accounts.files.brought import all_or_none
from jalons.foundation.accounts.models import Authority
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.writer import Person, store_computed


def store(
    authority: Authority, key: str, data: bytes, *, learned_here: bool = True
) -> RecipeBundle:
    """The stored bundle of a recipe; the one that is there already when it is the same.

    Raises ``AccountsError`` when it does not fit in the quota.
    """
    bundle = RecipeBundle(authority=authority, key=key, learned_here=learned_here)
    file = ContentFile(data)
    bundle.describe(file, f"{key}.zip")
    known = RecipeBundle.objects.of(authority).filter(sha256=bundle.sha256).first()
    if known is not None:
        return known
    with all_or_none([bundle]):
        bundle.store(file)
    return bundle


def bytes_of(use: RecipeUse) -> bytes | None:
    """What the recipe learned; None for what the product ships.

    Raises ``AIError`` (``bundle_gone``) when its file is no longer there or was altered.
    """
    if not use.bundle:
        return None
    found = (
        RecipeBundle.objects.of(use.authority).filter(sha256=use.bundle).exclude(file="").first()
    )
    return read(found) if found else _gone()


def is_from_elsewhere(use: RecipeUse) -> bool:
    """Whether the recipe uses what another territory learned: it is answered apart."""
    rows = RecipeBundle.objects.of(use.authority).filter(sha256=use.bundle, learned_here=False)
    return bool(use.bundle) and rows.exists()


def read(bundle: RecipeBundle) -> bytes:
    """The bytes of a bundle, as they were stored. Raises ``AIError`` (``bundle_gone``)."""
    try:
        with bundle.file.open("rb") as file:
            data = file.read()
    except FileNotFoundError:
        return _gone()
    return data if sha256(data).hexdigest() == bundle.sha256 else _gone()


def _gone() -> NoReturn:
    raise AIError("bundle_gone")


def adopt(user: Person, use: RecipeUse, bundle: RecipeBundle | None) -> None:
    """Use what a bundle learned from now on; None: what the product ships."""
    rows = RecipeUse.objects.of(use.authority).filter(pk=use.pk)
    store_computed(rows, bundle=bundle.sha256 if bundle else "")
    origin = _("shipped with Jalons")
    if bundle is not None:
        origin = _("learned here") if bundle.learned_here else _("learned elsewhere")
    record(request_user=user, authority=use.authority, verb=Verb.CHANGED, urn=use.urn,
           label=str(use), after={_("what it learned"): origin})  # fmt: skip
