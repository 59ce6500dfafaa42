"""Authorities: the one most tests want, and others by their slug and name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # the engines are tested where Django is not installed
    from django.test import Client

    from jalons.foundation.accounts.models import Authority


def make_authority(slug: str = "vitre", name: str = "Vitré", **fields: Any) -> Authority:
    """An authority without a territory, approved and real unless ``fields`` say otherwise."""
    from jalons.foundation.accounts.models import Authority

    return Authority.objects.create(slug=slug, name=name, **fields)


def make_trial(slug: str = "", **fields: Any) -> Authority:
    """A trial, under a slug nobody can guess unless one is given."""
    from jalons.foundation.accounts.models import Authority, new_trial_slug

    kind = Authority.Kind.TRIAL
    return make_authority(slug or new_trial_slug(), "Essai", kind=kind, **fields)


def trial_client(trial: Authority) -> Client:
    """The browser in which a trial was started."""
    from django.test import Client

    from jalons.foundation.accounts.access import TRIAL_SESSION_KEY

    client = Client()
    session = client.session
    session[TRIAL_SESSION_KEY] = trial.slug
    session.save()
    return client


@pytest.fixture
def authority(db: None) -> Authority:
    """Vitré; a module or a folder that needs another has a fixture of that name."""
    return make_authority()


@pytest.fixture
def other(db: None) -> Authority:
    """Another authority, which must see nothing of the first."""
    return make_authority("200000002", "Agglomération B")
