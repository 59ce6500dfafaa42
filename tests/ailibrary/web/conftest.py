"""An authority with three services, a recipe made of words, and requests."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.utils import timezone

from ailibrary import keyword_recipe
from factories.people import member_of
from jalons.ailibrary.web.queue import deciding, suggesters
from jalons.ailibrary.web.queue.models import QueueItem, QueueRules, ReceivingService
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.foundation.register.writer import store_computed, write

ORIENTATION = "jalons.ailibrary.recipes.orientation.suggesting"


@pytest.fixture(autouse=True)
def _words():
    """The recipe of the tests in place of the shipped one."""
    suggesters.add("orientation", lambda: keyword_recipe)
    yield
    suggesters.add("orientation", lambda: import_module(ORIENTATION))


@pytest.fixture
def use(authority):
    """The recipe, being tried (its own form and its card are tested with it)."""
    return RecipeUse.objects.create(authority=authority, key="orientation")


@pytest.fixture
def services(authority, use):
    """Three services by name; trees go to nobody."""
    made = {}
    for name, themes in (("Voirie", ["voirie"]), ("Déchets", ["déchets"]), ("École", ["école"])):
        made[name] = ReceivingService(authority=authority)
        write(authority, None, [(made[name], {"name": name, "themes": themes})])
    return made


@pytest.fixture
def agent(authority):
    return member_of(authority, "contributor", "agent@example.org")


@pytest.fixture
def colleague(authority):
    return member_of(authority, "contributor", "colleague@example.org")


@pytest.fixture
def chief(authority):
    return member_of(authority, "lead", "chief@example.org")


@pytest.fixture
def queue(authority, services):
    """Acts on the queue, in few words."""
    return Queue(authority, services)


class Queue:
    def __init__(self, authority, services):
        self.authority, self.services = authority, services
        self.now = timezone.now()

    def item(self, text="le trottoir est cassé", mode="open", **values):
        """A request that will be shown in this mode: drawn again until it is."""
        for _attempt in range(3_000):
            made = QueueItem(authority=self.authority)
            wanted = self.drawn(made)
            if mode in (wanted, "any"):
                write(self.authority, None, [(made, {"text": text, **values})])
                return made
        raise LookupError(mode)

    def drawn(self, item):
        from jalons.ailibrary.engine.review.drawing import mode_of
        from jalons.ailibrary.web.queue.pseudonyms import secret_of

        return mode_of(secret_of(self.authority, "drawing"), str(item.pk), drills=True)

    def rules(self, **values):
        """Rules with these values."""
        found = deciding.stored_rules(self.authority, "orientation")
        computed = {name: values.pop(name) for name in list(values) if name in found.computed}
        if values:
            write(self.authority, None, [(found, values)])
        rows = QueueRules.objects.of(self.authority)
        if computed:
            store_computed(rows, **computed)
        return rows.get()

    def open(self, item, user, after=0):
        return deciding.open_item(self.authority, user, item.pk, self.at(after))

    def decide(self, item, user, choice="Voirie", after=20, **more):
        key = str(self.services[choice].pk) if choice in self.services else choice
        return deciding.decide(self.authority, user, item.pk, key, self.at(after), **more)

    def done(self, item, user, choice="Voirie", after=0, **more):
        """Opened, then decided twenty seconds later."""
        self.open(item, user, after)
        return self.decide(item, user, choice, after + 20, **more)

    def at(self, seconds):
        return self.now + timedelta(seconds=seconds)

    def stored(self, item):
        return QueueItem.objects.of(self.authority).get(pk=item.pk)
