"""How long the pages of the strategy take when one SQLite file has 200 authorities.

Run: .venv/bin/python benchmarks/strategy_volume.py [AUTHORITIES]
Each authority has 150 actions, 70 indicators over 5 years, a whole diagnosis. Prints, for each page
that lists something, the median and the slowest of 15 requests in ms, how many queries it made, its
bytes and its elements. The data are made in a folder thrown away.
"""

import os
import random
import re
import statistics
import sys
import tempfile
import time
from datetime import date
from itertools import islice

ACTIONS, INDICATORS, YEARS, TIMES = 150, 70, range(2022, 2027), 15
PAGES = (
    "path_page",
    "diagnosis",
    "diagnosis_basket",
    "roadmap",
    "roadmap_board",
    "roadmap_calendar",
    "roadmap_budget",
    "roadmap_plans",
    "roadmap_axes",
    "indicators_followed",
    "indicators_choose",
    "indicators_grid",
    "indicator_page",
    "indicator_value_new",
    "indicator_objective",
    "indicator_history",
    "documents",
    "document_template",
    "publication",
    "publication_texts",
    "publication_choose",
    "comparison",
    "comparison_sharing",
)
ONE = {
    "indicator_page": ["footprint.total"],
    "indicator_value_new": ["footprint.total"],
    "indicator_objective": ["footprint.total"],
    "indicator_history": ["footprint.total"],
    "publication_choose": ["actions"],
}


def fill(authorities: int) -> str:
    """Make the data; the slug of an authority in the middle."""
    from jalons.foundation.accounts.models import Authority
    from jalons.foundation.territories.models import Territory

    territory = Territory.objects.create(
        kind="epci", code="200000001", name="CA d’essai", nature="CA", population=77_400
    )
    made = Authority.objects.bulk_create(
        Authority(slug=f"agglo-{rank}", name=f"Agglomération {rank}", territory=territory)
        for rank in range(authorities)
    )
    for rank, authority in enumerate(made):
        chance = random.Random(rank)
        _actions(authority, chance)
        _observations(authority, chance)
        _answers(authority, chance)
    return made[len(made) // 2].slug


def _actions(authority, chance) -> None:
    from jalons.strategy.web.roadmap.models import Action, ActionTask, Axis, BudgetLine

    axes = Axis.unscoped.bulk_create(
        Axis(authority=authority, name=f"Axe {rank}", rank=rank) for rank in range(5)
    )
    made = Action.unscoped.bulk_create(
        Action(
            authority=authority,
            number=f"{1 + rank % 5}.{1 + rank // 5}",
            title=f"Action {rank} pour un numérique responsable",
            axis=axes[rank % 5],
            commitments=[1 + rank % 9],
            status=chance.choice(Action.Status.values),
            priority=chance.choice(Action.Priority.values),
            start=date(2025, chance.randint(1, 12), 1),
            end=date(chance.randint(2026, 2028), chance.randint(1, 12), 28),
            departments=[f"Direction {chance.randint(1, 12)}"],
        )
        for rank in range(ACTIONS)
    )
    ActionTask.unscoped.bulk_create(
        ActionTask(authority=authority, action=action, title=f"Tâche {rank}", rank=rank)
        for action in made
        for rank in range(3)
    )
    BudgetLine.unscoped.bulk_create(
        BudgetLine(
            authority=authority, action=action, year=year, nature="running", planned=1000 + year
        )
        for action in made
        for year in (2026, 2027)
    )


def _observations(authority, chance) -> None:
    from jalons.strategy.store import catalogue
    from jalons.strategy.web.indicators.models import FollowedIndicator
    from jalons.strategy.web.observations.models import StoredObservation

    chosen = list(islice(catalogue().indicators.values(), INDICATORS))
    FollowedIndicator.unscoped.bulk_create(
        FollowedIndicator(authority=authority, indicator=sheet.id) for sheet in chosen
    )
    StoredObservation.unscoped.bulk_create(
        StoredObservation(
            authority=authority,
            indicator=sheet.id,
            low=(value := chance.uniform(10, 100)) * 0.9,
            mid=value,
            high=value * 1.1,
            unit=sheet.unit.symbol,
            period_start=date(year, 1, 1),
            period_end=date(year, 12, 31),
            perimeter={"included": [], "excluded": [], "counted": None},
            sources=[],
            method="benchmark/1",
            status="declared",
            origin=f"urn:jalons:benchmark:{sheet.id.replace('.', '-').replace('_', '-')}-{year}",
        )
        for sheet in chosen
        for year in YEARS
    )


def _answers(authority, chance) -> None:
    from jalons.strategy.store import referential
    from jalons.strategy.web.diagnosis.models import GivenAnswer

    GivenAnswer.unscoped.bulk_create(
        GivenAnswer(
            authority=authority, question=question.id, said=chance.choice(GivenAnswer.Said.values)
        )
        for question in referential().questions()
    )


def counted(connection, act):
    """What ``act`` returns, and how many queries it made."""
    queries = []

    def count(run, *query):
        queries.append(query)
        return run(*query)

    with connection.execute_wrapper(count):
        return act(), len(queries)


def main() -> None:
    """Make the data, ask for each page, print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jalons.site.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.urls import NoReverseMatch, reverse

    from jalons.foundation.accounts.models import Authority, Membership, Role, User

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    settings.ALLOWED_HOSTS = ["testserver"]
    slug = fill(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
    user = User.objects.create_user("essai@example.org")
    Membership.objects.create(
        user=user, authority=Authority.objects.get(slug=slug), role=Role.ADMINISTRATOR
    )
    browser = Client()
    browser.force_login(user)
    print(f"{'page':<22}{'median':>8}{'slowest':>9}{'queries':>9}{'bytes':>8}{'elements':>10}")
    for name in PAGES:
        try:
            address = reverse(name, args=[slug, *ONE.get(name, ())])
        except NoReverseMatch:
            print(f"{name:<22} no such page")
            continue
        page, queries = counted(connection, lambda: browser.get(address))  # noqa: B023  (at once)
        spent = []
        for _ in range(TIMES):
            start = time.perf_counter()
            browser.get(address)
            spent.append(1000 * (time.perf_counter() - start))
        html = page.content.decode()
        print(
            f"{name:<22}{statistics.median(spent):>8.1f}{max(spent):>9.1f}"
            f"{queries:>9}{len(html):>8}{len(re.findall('<[a-z]', html)):>10}"
        )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["JALONS_DATA_DIR"] = folder
        main()
