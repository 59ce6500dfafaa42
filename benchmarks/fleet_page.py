"""How long the page of a fleet takes on 100,000 lines, from request to bytes.

Run: .venv/bin/python benchmarks/fleet_page.py [LINES]
Prints the first request, that reads the file; then for each way of asking the first of 15 requests
in ms (lines found anew), their median and slowest, the bytes and the elements of the page. The data
is made in a folder thrown away.
"""

import os
import random
import re
import statistics
import sys
import tempfile
import time
from datetime import date

KINDS = (
    ("Ordinateur portable", "Dell Latitude 5420"),
    ("Écran", "Dell P2419H"),
    ("Serveur", "PowerEdge R640"),
    ("Imprimante", "HP M404"),
    ("Téléphone", "iPhone 12"),
    ("Trancheuse", "X"),
)
QUERIES = {
    "as it stands": "",
    "a page far away": "?page=3000",
    "words": "?q=latitude+direction+12",
    "filtered": "?type=monitor&statut=in_use&age=from_4_to_6",
    "sorted": "?sort=-purchased",
    "all at once": "?q=ecran&compte=counted&sort=site&page=40",
}
TIMES = 15


def inventory(lines: int) -> bytes:
    """A made-up inventory, the same at each run."""
    chance = random.Random(1)
    rows = ["Nom;Type;Modèle;Numéro de série;Quantité;Date achat;Statut;Lieu;Entité"]
    for at in range(lines):
        kind, model = chance.choice(KINDS)
        day = f"{chance.randint(2014, 2026)}-0{chance.randint(1, 9)}-15"
        status = chance.choice(["En service"] * 6 + ["En stock", "Réformé"])
        place = f"Site {chance.randint(1, 80)};Direction {chance.randint(1, 30)}"
        rows.append(f"EQ-{at};{kind};{model};SN{at:07};1;{day};{status};{place}")
    return "\n".join(rows).encode()


def main() -> None:
    """Make the fleet, ask for its page, print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jalons.site.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    from jalons.footprint.web.intake.actions import import_inventory
    from jalons.foundation.accounts.models import Authority, Membership, Role, User

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    settings.ALLOWED_HOSTS = ["testserver"]
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    authority = Authority.objects.create(slug="200000001", name="Agglomération d’essai")
    user = User.objects.create_user("essai@example.org")
    Membership.objects.create(user=user, authority=authority, role=Role.CONTRIBUTOR)
    made = import_inventory(
        authority=authority,
        user=None,
        name="parc.csv",
        content=inventory(lines),
        today=date(2026, 11, 24),
    )
    browser = Client()
    browser.force_login(user)
    address = reverse("footprint_fleet", args=[authority.slug, made.inventory_id])
    started = time.perf_counter()
    browser.get(address)
    print(f"{lines} lines; first request {1000 * (time.perf_counter() - started):.0f} ms")
    for name, query in QUERIES.items():
        spent = []
        for _ in range(TIMES):
            started = time.perf_counter()
            page = browser.get(address + query).content.decode()
            spent.append(1000 * (time.perf_counter() - started))
        elements = len(re.findall(r"<[a-z]", page))
        print(
            f"{name:16} first {spent[0]:4.0f} ms, median {statistics.median(spent):4.0f} ms,"
            f" slowest {max(spent):4.0f} ms,"
            f" {len(page.encode())} bytes, {elements} elements"
        )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["JALONS_DATA_DIR"] = folder
        main()
