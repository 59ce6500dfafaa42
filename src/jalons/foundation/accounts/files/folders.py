"""The files people dropped, in one folder per kind and per authority: ``files/<kind>/<id>/``.

Only what a person deleted, or what belongs to a trial that ended, is erased at once. A folder whose
authority is not in the base is set aside for 30 days first: the base may be the wrong one, or be
restored late.
"""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings

from jalons.foundation.accounts.models import Authority

ASIDE = "aside"  # then the day, the kind and the id
SET_ASIDE_FOR = timedelta(days=30)


def root() -> Path:
    """Where every file dropped on this instance is stored."""
    return Path(settings.DATA_DIR) / "files"


def rendered() -> Path:
    """Where documents made from the data are, by authority; no backup needs them."""
    return Path(settings.DATA_DIR) / "rendered"


def erase(owner: int) -> None:
    """Erase every file of an authority that was deleted on purpose."""
    for folder in root().glob(f"*/{owner}"):
        shutil.rmtree(folder)
    shutil.rmtree(rendered() / str(owner), ignore_errors=True)


def set_aside_orphans(*kinds: str, now: datetime) -> int:
    """Set aside the folders of authorities unknown to the database; how many."""
    known = {str(pk) for pk in Authority.objects.values_list("pk", flat=True)}
    roots = [root() / kind for kind in kinds]
    folders = [each for found in roots if found.is_dir() for each in found.iterdir()]
    orphans = [each for each in folders if each.name.isdigit() and each.name not in known]
    for folder in orphans:
        target = _free(root() / ASIDE / f"{now:%Y-%m-%d}" / folder.parent.name / folder.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(target)
    return len(orphans)


def _free(path: Path) -> Path:
    """The path itself, or the first of ``path-2``, ``path-3``, … that nothing has taken."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found


def forget_set_aside(*, now: datetime) -> int:
    """Erase what was set aside more than 30 days ago; how many days of it."""
    aside = root() / ASIDE
    days = [each for each in aside.iterdir() if _is_past(each.name, now)] if aside.is_dir() else []
    for folder in days:
        shutil.rmtree(folder)
    return len(days)


def _is_past(name: str, now: datetime) -> bool:
    try:
        return date.fromisoformat(name) < (now - SET_ASIDE_FOR).date()
    except ValueError:  # not one of ours
        return False
