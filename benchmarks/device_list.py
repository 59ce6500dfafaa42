"""How long the list of 10,000 devices takes on the server: python benchmarks/device_list.py.

Processor time of the view with its template, not the network; the first answer is left out.
"""

from __future__ import annotations

import os
import platform
import statistics
import tempfile
import time
from pathlib import Path

COUNT, TIMES = 10_000, 15
PAGES = {"first page": "", "page 200": "?page=200", "filtered": "?etat=retired&type=laptop",
         "sorted by date": "?sort=bought_on", "searched": "?q=latitude+0042"}  # fmt: skip


def main() -> None:
    """Make a base of its own with 10,000 devices, visit the list, print milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["JALONS_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "jalons.site.settings"
        import django
        from django.conf import settings

        django.setup()
        settings.ALLOWED_HOSTS = ["testserver"]
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        client, address = _filled()
        print(f"{COUNT} devices, {_cpu()}, Python {platform.python_version()}, SQLite")
        for name, query in PAGES.items():
            print(f"{name:<16}{_median(client, address + query):6.0f} ms")


def _filled() -> tuple[object, str]:
    from datetime import date, timedelta

    from django.test import Client

    from jalons.foundation.accounts.models import Authority, Membership, Role, User
    from jalons.reuse.web.devices.models import Device

    town = Authority.objects.create(slug="bench", name="Bench")
    user = User.objects.create_user("bench@example.org", "long-enough-password")
    Membership.objects.create(user=user, authority=town, role=Role.LEAD)
    kinds, states = Device.Kind.values, ("in_use", "retired", "in_lot", "gone")
    Device.objects.create_all([
        Device(authority=town, label=f"PC {n:05}", kind=kinds[n % len(kinds)], maker="Dell",
               model=f"Latitude {n % 97:04}", serial=f"S{n:07}", tag=f"T{n:06}",
               bought_on=date(2014, 1, 1) + timedelta(days=n % 4000),
               state=states[n % 4], decision="give" if n % 3 else "")
        for n in range(COUNT)
    ])  # fmt: skip
    client = Client()
    client.force_login(user)
    return client, "/collectivite/bench/reemploi/"


def _median(client: object, address: str) -> float:
    taken = []
    for _time in range(TIMES + 1):
        start = time.process_time()
        answer = client.get(address)  # type: ignore[attr-defined]
        taken.append((time.process_time() - start) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
    return statistics.median(taken[1:])


def _cpu() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if "model name" in line), "CPU")


if __name__ == "__main__":
    main()
