"""What the pages of a consultation cost with many answers.

Run: PYTHONPATH=src:tests .venv/bin/python benchmarks/participation.py [ANSWERS]
Prints the milliseconds of processor and the queries of each page, on a base in memory: the first
visit, then the median of nine. A page takes 100 ms at most with 10,000 answers.
"""

import os
import random
import statistics
import sys
import time
from datetime import timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "instance_settings")

import django
from django.db import connection

ANSWERS = 10_000
OPTIONS = "À pied\nÀ vélo\nEn bus\nEn voiture\nSans avis"


def main(count: int) -> None:
    """Print the figures."""
    django.setup()
    connection.creation.create_test_db(verbosity=0)
    from django.test import Client
    from django.urls import reverse

    from jalons.foundation.accounts.models import Authority, Membership, Role, User

    owner = Authority.objects.create(slug="vitre", name="Vitré")
    person = User.objects.create_user("pilote@example.org", "-")
    Membership.objects.create(user=person, authority=owner, role=Role.LEAD)
    found = _filled(owner, count)
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    for state in ("open", "closed"):
        type(found).objects.of(owner).update(state=state)
        page = reverse("consultation", args=["vitre", found.pk])
        _measure(f"consultation, {state}", client, page)
    _measure("list of consultations", client, reverse("consultation_list", args=["vitre"]))


def _filled(owner: Any, count: int) -> Any:
    """A consultation with three closed questions, two texts, and its answers in parts."""
    from jalons.foundation.register.writer import write
    from jalons.participation.web.consultations import models

    found = models.Consultation(authority=owner)
    write(owner, None, [(found, {"title": "Vos trajets", "purpose": "Savoir."})])
    questions = {}
    for order, kind in enumerate(("choice", "several", "scale", "text", "text"), 1):
        made = models.Question(authority=owner)
        values = {"consultation": found, "order": order, "kind": kind, "title": f"Question {order}"}
        write(owner, None, [(made, values | {"options": OPTIONS})])
        questions[order] = made
    draw, monday = random.Random(21), models.this_week()
    parts = []
    for _number in range(count):
        common = {
            "authority": owner, "consultation": found,
            "channel": draw.choice(models.Channel.values[:5]),
            "week": monday - timedelta(weeks=draw.randrange(6)),
        }  # fmt: skip
        values = {
            str(questions[1].pk): str(draw.randint(1, 5)),
            str(questions[2].pk): sorted(draw.sample("12345", draw.randint(1, 4))),
            str(questions[3].pk): draw.randint(1, 5),
        }
        parts.append(models.AnswerPart(values=values, **common))
        parts += [models.AnswerPart(question=questions[order], text="Plus de bancs.", **common)
                  for order in (4, 5)]  # fmt: skip
    models.AnswerPart.objects.of(owner).bulk_create(parts, batch_size=5_000)
    return found


def _measure(what: str, client: Any, page: str) -> None:
    spent, queries = [], 0

    def counting(execute: Any, *query: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*query)

    for _visit in range(10):
        started, queries = time.process_time(), 0
        with connection.execute_wrapper(counting):
            answer = client.get(page)
        if answer.status_code != 200:
            raise SystemExit(f"{page}: {answer.status_code}")
        spent.append(1_000 * (time.process_time() - started))
    size = len(answer.content)
    usual = statistics.median(spent[1:])
    print(f"{what:26} {spent[0]:6.1f} then {usual:6.1f} ms {queries:4} queries {size:7} bytes")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ANSWERS)
