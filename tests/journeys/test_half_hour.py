"""Half an hour without an account: from a name to a dated draft roadmap, without JavaScript."""

import re
from html.parser import HTMLParser

from django.test import Client
from django.urls import reverse

from jalons.foundation.accounts.models import Authority, Membership, Role, User
from jalons.strategy.store import referential
from jalons.strategy.web.diagnosis.models import GivenAnswer
from jalons.strategy.web.roadmap.models import Action


class Form(HTMLParser):
    """What a browser would send of the first long form of a page."""

    def __init__(self, html):
        super().__init__()
        self.sent, self._list = {}, ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "select":
            self._list = found.get("name", "")
            self.sent[self._list] = ""
        if tag == "option" and "selected" in found:
            self.sent[self._list] = found.get("value", "")
        unticked = found.get("type") in {"radio", "checkbox"} and "checked" not in found
        if tag == "input" and "name" in found and not unticked:
            self.sent[found["name"]] = found.get("value", "")


def test_a_visitor_goes_from_a_name_to_a_dated_roadmap_and_keeps_it(territories):
    visitor = Client()
    territory = visitor.get("/territoires/epci/244900015/").content.decode()
    assert 'name="first" value="diagnostic/"' in territory
    asked = {"territory": "epci:244900015", "first": "diagnostic/"}
    first = visitor.post(reverse("start_trial"), asked).url
    trial = Authority.objects.get(kind=Authority.Kind.TRIAL)
    assert first == reverse("diagnosis", args=[trial.slug])
    start = visitor.get(first).content.decode()
    assert reverse("diagnosis_facts", args=[trial.slug]) in start

    facts = reverse("diagnosis_facts", args=[trial.slug])
    assert "Angers" in visitor.get(facts).content.decode()
    page = visitor.post(facts, {"staff": "900", "knows": "on", "competences": ["waste"]}).url
    said = ("done", "planned", "not_done", "unknown")
    page = visitor.get(page).url  # the first question
    pressed = 0
    while "/question/" in page:  # an answer is one press, and the next question follows
        name = page.partition("?")[0].rstrip("/").rpartition("/")[2]
        form = Form(visitor.get(page).content.decode()).sent
        page = visitor.post(page, form | {name: said[pressed % len(said)]}).url
        pressed += 1
    assert page.partition("?")[0] == reverse("diagnosis", args=[trial.slug])
    assert GivenAnswer.objects.of(trial).count() == pressed
    assert 20 <= pressed <= sum(len(path.questions) for path in referential().commitments)

    result = visitor.get(page).content.decode()
    assert re.search(r"<h1>.*jalons? .*</h1>", result)
    assert "<svg" in result
    basket = visitor.get(reverse("diagnosis_basket", args=[trial.slug])).content.decode()
    offered = re.findall(r'name="action" value="([^"]+)"', basket)[:3]
    choose = reverse("diagnosis_choose", args=[trial.slug])
    roadmap = visitor.post(choose, {"action": offered}, follow=True).content.decode()
    for action in Action.objects.of(trial):
        assert action.start < action.end
        assert action.title in roadmap
    assert Action.objects.of(trial).count() == 3
    assert visitor.get(reverse("documents", args=[trial.slug])).status_code == 200

    ada = User.objects.create_user("ada@example.org", "a long enough password")
    visitor.force_login(ada)
    visitor.post(reverse("keep_trial"))
    kept = Membership.objects.get(user=ada)
    assert kept.role == Role.ADMINISTRATOR
    assert Action.objects.of(kept.authority).count() == 3
    assert visitor.get(reverse("diagnosis", args=[kept.authority.slug])).status_code == 200
    assert Client().get(reverse("diagnosis", args=[kept.authority.slug])).status_code == 302
