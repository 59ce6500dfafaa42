"""AI systems of the demonstration, six months of generative use, three sessions."""

from __future__ import annotations

from datetime import date, timedelta

from jalons.catalogue.web.ai_systems import actions, models
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import move, store_computed, write
from jalons.kernel.tables import package_table


def fill(demo: Demonstration) -> None:
    """Systems of each level, with what they used and who was trained."""
    table, authority = package_table("jalons.catalogue", "ai_demo"), demo.authority
    user, today = demo.people[Role.LEAD], demo.today
    for row in table["systems"]:
        (made,) = actions.start(authority, user, [actions.starter(row["starter"])])
        made = made.latest()
        answers = {**made.answers, **row["answers"]}
        drafts = [] if row["confirmed"] else made.drafts
        review = today + timedelta(days=row["review_in"])
        write(authority, user, [(made, {**row["values"], "answers": answers, "drafts": drafts, "review_by": review})])
        if "used_for" in row:
            move(user, made.latest(), "use", today - timedelta(days=row["used_for"]))
        if "measured" in row:
            measured = row["measured"] | {"usage": row["usage"] | {"mesure_le": today.isoformat()}} if "usage" in row else row["measured"]
            store_computed(models.AISystem.objects.of(authority).filter(pk=made.pk), measured=measured)
        for each in row.get("incidents", ()):
            day = today - timedelta(days=each["ago"])
            write(authority, user, [(models.AIIncident(authority=authority, system=made), {"day": day, "what": each["what"], "answer": each["answer"]})])
    _uses(demo, table["uses"])
    write(authority, user, [
        (models.LiteracySession(authority=authority),
         {name: today - timedelta(days=value) if name == "day" else value for name, value in row.items()})
        for row in table["sessions"]
    ])  # fmt: skip


def _uses(demo: Demonstration, rows: list[dict[str, object]]) -> None:
    """Six months of use of two models, the last one over."""
    end = demo.today.year * 12 + demo.today.month - 1
    for row in rows:
        system = models.AISystem.objects.of(demo.authority).get(name=row["system"])
        write(demo.authority, demo.people[Role.LEAD], [
            (models.GenerativeUse(authority=demo.authority, system=system),
             {"month": date((end - 6 + at) // 12, (end - 6 + at) % 12 + 1, 1), "model": row["model"],
              "host": row["host"], "source": "Passerelle", "requests": requests,
              "output_tokens": requests * row["tokens"] if row["tokens"] else None})
            for at, requests in enumerate(row["requests"])
        ])  # fmt: skip
