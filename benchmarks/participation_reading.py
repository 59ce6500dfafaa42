"""What reading 10,000 texts of residents costs, page by page.

Run: PYTHONPATH=src:tests .venv/bin/python benchmarks/participation_reading.py
Prints the median processor time of each page, on a base in memory or the one of DATABASE_URL.
"""

import os
import random
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "instance_settings")

import django
from django.db import connection

ANSWERS, TEXTS, THEMES, READ, TIMES = 10_000, 10_000, 30, 6_000, 9
TEXT = "bus école arbre place marché vélo route bruit lampe eau parc soir matin enfant"
WORDS = TEXT.split()


def reading() -> None:
    """Every page about the texts of one consultation, most of them read."""
    from django.urls import reverse

    from factories.people import member_of, signed_in
    from jalons.foundation.accounts.models import Authority
    from jalons.foundation.register.writer import write
    from jalons.participation.engine.reading.agreement import SAMPLE
    from jalons.participation.web.consultations.models import AnswerPart, Consultation, Question
    from jalons.participation.web.reading import actions, queries
    from jalons.participation.web.reading.models import Coding, Theme, ThemeHint

    owner, chance = Authority.objects.create(slug="vitre", name="Vitré"), random.Random(1)
    found = Consultation.objects.create(
        authority=owner, title="La place", purpose="La refaire.", state="closed",
        receipts_erased_on="2026-10-01",
    )  # fmt: skip
    ask = {"authority": owner, "consultation": found}
    closed = [Question.objects.create(**ask, order=at, title=f"Question {at} ?",
                                      options="a\nb\nc\nd") for at in range(3)]  # fmt: skip
    free = Question.objects.create(**ask, order=9, kind="text", title="Que changer ?")
    AnswerPart.objects.create_all([
        AnswerPart(**ask, channel="paper", values={str(one.pk): chance.choice("1234")
                                                   for one in closed})
        for _ in range(ANSWERS)
    ])  # fmt: skip
    texts = [AnswerPart(**ask, question=free, text=" ".join(chance.choices(WORDS, k=40)),
                        state="read") for _ in range(TEXTS)]  # fmt: skip
    AnswerPart.objects.create_all(texts)
    themes = [Theme(authority=owner) for _ in range(THEMES)]
    write(owner, None, [(each, {"consultation": found, "title": f"Thème {at}"})
                        for at, each in enumerate(themes)])  # fmt: skip
    rows = [Coding(**ask, part=part, theme=theme, by="a" * 16)
            for part in texts[:READ] for theme in chance.sample(themes, 2)]  # fmt: skip
    rows += [Coding(**ask, part=part, theme=chance.choice(themes), by="b" * 16, second=True)
             for part in texts[:READ] if part.pk < SAMPLE and chance.random() < 0.5]  # fmt: skip
    Coding.objects.create_all(rows)
    ThemeHint.objects.create_all([
        ThemeHint(authority=owner, part=part, themes=[str(chance.choice(themes).pk)])
        for part in texts[READ:]
    ])  # fmt: skip
    browser = signed_in(member_of(owner, "contributor"), headers={"host": "localhost"})
    started = time.process_time()
    actions.freeze(found)
    print(f"counts stored at closing: {1000 * (time.process_time() - started):.0f} ms")
    for name in ("reading_themes", "reading_text", "reading_second", "reading_texts",
                 "reading_results"):  # fmt: skip
        args = [owner.slug, found.pk]
        print(f"{name}: {_median(browser, reverse(name, args=args)):.0f} ms")
    url = reverse("reading_texts", args=[owner.slug, found.pk])
    print(f"list of a theme: {_median(browser, f'{url}?theme={themes[0].pk}'):.0f} ms")
    print(f"list of words: {_median(browser, f'{url}?q=marché&page=40'):.0f} ms")
    print(f"reading_home: {_median(browser, reverse('reading_home', args=[owner.slug])):.0f} ms")
    crossing = f"?croiser={closed[0].pk}&avec={closed[1].pk}"
    url = reverse("reading_results", args=[owner.slug, found.pk])
    print(f"two questions crossed: {_median(browser, url + crossing):.0f} ms")
    started = time.process_time()
    queries.figure(owner)
    print(f"figure of the hub: {1000 * (time.process_time() - started):.0f} ms")


def _median(browser: object, url: str) -> float:
    spent = []
    for _ in range(TIMES):
        started = time.process_time()
        answer = browser.get(url)
        spent.append(1000 * (time.process_time() - started))
        assert answer.status_code == 200, (url, answer.status_code)
    return sorted(spent)[TIMES // 2]


if __name__ == "__main__":
    django.setup()
    connection.creation.create_test_db(verbosity=0, serialize=False)
    reading()
