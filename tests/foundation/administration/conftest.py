"""An instance with its administrator, two authorities of one territory, and people."""

import pytest
from django.test import Client

from jalons.footprint.web.intake.actions import drop_inventory
from jalons.footprint.web.models import InventoryFile
from jalons.foundation.accounts.models import Authority, Membership, Role, User
from jalons.foundation.territories.models import Territory


@pytest.fixture
def territory(db):
    return Territory.objects.create(
        kind="commune", code="35360", siren="213503600", name="Vitré", population=18_000
    )


@pytest.fixture
def root(db):
    return User.objects.create_superuser("root@example.org", "correct horse battery")


@pytest.fixture
def instance(root):
    client = Client()
    client.force_login(root)
    return client


@pytest.fixture
def town(territory):
    return Authority.objects.create(slug="vitre-2", name="Vitré", territory=territory)


@pytest.fixture
def mayor(town):
    user = User.objects.create_user("maire@vitre.example", "correct horse battery", name="Ada")
    Membership.objects.create(user=user, authority=town, role=Role.ADMINISTRATOR)
    return user


@pytest.fixture
def squatter(territory):
    return Authority.objects.create(
        slug="213503600", name="Vitré", territory=territory, standing="waiting"
    )


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Each test has its own disk."""
    settings.DATA_DIR = tmp_path
    stored = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": stored}
    return tmp_path


def dropped(authority, user, file, name):
    """An inventory a person dropped, stored and not read yet."""
    drop_inventory(authority=authority, user=user, file=file, name=name)
    return InventoryFile.objects.of(authority).filter(name=name).latest("created_at")
