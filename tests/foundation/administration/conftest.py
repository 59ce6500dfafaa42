"""An instance with its administrator, two authorities of one territory, and people."""

import pytest

from factories.authorities import make_authority
from factories.people import member_of, signed_in
from jalons.footprint.web.intake.actions import drop_inventory
from jalons.footprint.web.models import InventoryFile
from jalons.foundation.accounts.models import Role, User
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
    return signed_in(root)


@pytest.fixture
def town(territory):
    return make_authority("vitre-2", "Vitré", territory=territory)


@pytest.fixture
def mayor(town):
    return member_of(town, Role.ADMINISTRATOR, "maire@vitre.example", name="Ada")


@pytest.fixture
def squatter(territory):
    return make_authority("213503600", "Vitré", territory=territory, standing="waiting")


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
