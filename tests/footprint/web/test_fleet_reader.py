"""The fleet as the other rooms read it: the latest lines of each inventory, of one authority."""

import subprocess
import sys
from datetime import date

import pytest

from jalons.footprint.impacts import impacts
from jalons.footprint.web.fleet_reader import fleet
from jalons.footprint.web.intake.actions import import_inventory
from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.writer import delete
from jalons.kernel import JalonsError, Urn
from jalons.kernel.contracts import device_impacts, fleet_reader

FILE = """nom;type;modele;fabricant;numero de serie;quantite;date achat
PC-1;portable;Latitude 5420;Dell;ABC123;1;2021-05-03
;ecran;P2419H;Dell;;7;
srv-paie;machine virtuelle;;;;1;
"""


@pytest.fixture
def authority(db):
    return Authority.objects.create(slug="vitre", name="Vitré")


def assessed(authority, name="parc.csv", day=date(2026, 11, 24)):
    found = import_inventory(
        authority=authority, user=None, name=name, content=FILE.encode(), today=day
    )
    return found.inventory


def test_the_room_of_the_footprint_answers_the_contract(db):
    assert fleet_reader() is fleet


def test_the_product_connects_its_impacts_to_the_contract(db):
    assert device_impacts() is impacts


def test_each_line_of_a_device_is_read_with_its_quantity(authority):
    inventory = assessed(authority)
    laptop, screens = fleet.devices(authority.urn, inventory.urn)
    assert (laptop.kind, laptop.serial, laptop.tag) == ("laptop", "ABC123", "PC-1")
    assert laptop.bought_on == date(2021, 5, 3)
    assert (screens.kind, screens.quantity, screens.bought_on) == ("monitor", 7, None)
    assert laptop.urn != screens.urn
    again = [each.urn for each in fleet.devices(authority.urn, inventory.urn)]
    assert again == [laptop.urn, screens.urn]


def test_inventories_are_those_of_the_authority_that_are_not_in_the_trash(authority):
    inventory = assessed(authority)
    other = Authority.objects.create(slug="rennes", name="Rennes")
    assert [each.urn for each in fleet.inventories(authority.urn)] == [inventory.urn]
    assert fleet.inventories(other.urn) == []
    with pytest.raises(JalonsError, match="inventaire"):
        list(fleet.devices(other.urn, inventory.urn))
    delete(authority, None, [inventory])
    assert fleet.inventories(authority.urn) == []
    assert fleet.inventories(Urn("authority", "nobody")) == []


def test_to_have_the_contract_loads_no_heavy_library():
    code = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'jalons.site.settings'\n"
        "from jalons.site.wiring import leave_heavy_out; leave_heavy_out()\n"
        "import django; django.setup()\n"
        "import sys, jalons.footprint.web.fleet_reader\n"
        "print('polars' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]
