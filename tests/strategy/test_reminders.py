"""Who is told what, and when."""

from datetime import date, timedelta

import pytest

from jalons.strategy.engine.roadmap.reminders import Reason, Watched, digests, to_remind

TODAY = date(2026, 11, 24)


def action(**told):
    values = {"action": "a", "title": "Compter", "status": "under_way", "end": None,
              "changed": TODAY, "lead": "lead"}  # fmt: skip
    return Watched(**(values | told))


def reasons(**told):
    return [each.reason for each in to_remind([action(**told)], TODAY)]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"end": date(2026, 11, 23)}, [Reason.ACTION_LATE]),
        ({"end": date(2026, 12, 8)}, [Reason.ACTION_SOON]),
        ({"end": date(2026, 12, 9)}, []),
        ({"tasks": (("Appeler", date(2026, 11, 1), False),)}, [Reason.TASK_OVERDUE]),
        ({"tasks": (("Appeler", date(2026, 12, 1), False),)}, [Reason.TASK_SOON]),
        ({"tasks": (("Appeler", date(2026, 11, 1), True),)}, []),
        ({"changed": TODAY - timedelta(days=181)}, [Reason.STALE]),
        ({"changed": TODAY - timedelta(days=180)}, []),
        ({"changed": date(2020, 1, 1), "end": date(2026, 11, 1)}, [Reason.ACTION_LATE]),
        ({"status": "done", "end": date(2020, 1, 1)}, []),
        ({"status": "abandoned", "end": date(2020, 1, 1)}, []),
    ],
)
def test_what_is_called_to_mind(told, reason):
    assert reasons(**told) == reason


@pytest.mark.parametrize(
    ("lead", "leads", "told"),
    [
        ("lead", ["chief"], {"lead"}),
        ("gone", ["chief"], {"chief"}),
        (None, ["chief", "other"], {"chief", "other"}),
        (None, [], {"admin"}),
    ],
)
def test_without_its_lead_an_action_is_told_to_the_leads_then_to_the_administrators(
    lead, leads, told
):
    found = to_remind([action(end=date(2026, 11, 1), lead=lead)], TODAY)
    people = digests(
        found, members=["lead", "chief", "other", "admin"], leads=leads, administrators=["admin"]
    )
    assert set(people) == told


def test_the_most_pressing_comes_first():
    found = to_remind(
        [
            action(title="vieille", changed=date(2026, 1, 1)),
            action(title="proche", end=date(2026, 12, 1)),
            action(title="passée", end=date(2026, 11, 1)),
        ],
        TODAY,
    )
    held = digests(found, members=["lead"], leads=[], administrators=[])["lead"]
    assert [each.title for each in held] == ["passée", "proche", "vieille"]
