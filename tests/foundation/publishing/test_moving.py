"""What the strategy room published before is published still: pages, choices, readings, jobs."""

from __future__ import annotations

from datetime import UTC, datetime

NAMES = ("PublicPage", "Published", "TextReading")
BEFORE = ("strategy", "0017_roadmap_trash")
AFTER = ("strategy", "0018_publishing_to_foundation")
WHEN = datetime(2026, 3, 4, 5, 6, 7, 890123, tzinfo=UTC)


def _rows(apps, app):
    return {
        name: sorted(
            apps.get_model(app, name)._base_manager.values().all(), key=lambda row: row["id"]
        )
        for name in NAMES
    }


def _filled(apps):
    """Two authorities with all that can be published, keys far apart, and a job that waits."""
    user = apps.get_model("accounts", "User")._base_manager.create(email="a@example.org")
    for number, slug in enumerate(("a", "b")):
        authority = apps.get_model("accounts", "Authority").objects.create(slug=slug, name=slug)

        def make(name, authority=authority, number=number, **values):
            rows = apps.get_model("strategy", name)._base_manager
            rows.create(pk=100 * number + 7, authority=authority, **values)

        make("PublicPage", is_open=not number, introduction="Bonjour", contact_role="Service",
             contact_address="n@example.org", shares_observations=bool(number), opened_at=WHEN,
             version=3)  # fmt: skip
        make("Published", urn="urn:jalons:action:1", since=WHEN)
        make("TextReading", urn="urn:jalons:action:1", digest="d" * 64, read_at=WHEN,
             read_by=None if number else user)  # fmt: skip
        apps.get_model("tasks", "Job")._base_manager.create(
            authority=authority, kind="strategy.publish", label="Page"
        )


def test_pages_choices_and_readings_move_whole_and_come_back_whole(former):
    old = former.at(BEFORE)
    _filled(old)
    rows = _rows(old, "strategy")
    assert [len(each) for each in rows.values()] == [2, 2, 2]
    new = former.to(AFTER)
    assert _rows(new, "publishing") == rows
    jobs = new.get_model("tasks", "Job")._base_manager
    assert set(jobs.values_list("kind", flat=True)) == {"publishing.archive"}
    authority = new.get_model("accounts", "Authority").objects.get(slug="a")
    made = new.get_model("publishing", "Published")._base_manager.create(
        authority=authority, urn="urn:jalons:action:2"
    )
    assert made.pk > 107, "the next key follows those that were copied"
    made.delete()
    back = former.to(BEFORE)
    assert _rows(back, "strategy") == rows
    assert set(back.get_model("tasks", "Job")._base_manager.values_list("kind", flat=True)) == {
        "strategy.publish"
    }
