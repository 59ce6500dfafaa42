"""What the strategy shares with other territories: public actions, public figures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.scoping import living
from jalons.foundation.publishing.addresses import Addresses
from jalons.foundation.publishing.declaration import PublicTerritory
from jalons.foundation.publishing.output.files import data_file
from jalons.foundation.publishing.output.public_snapshot import shown_by
from jalons.foundation.register.writer import store_computed
from jalons.foundation.rooms import N_
from jalons.kernel import Urn
from jalons.kernel.contracts import SharedItem
from jalons.strategy.web.diagnosis.queries import answers
from jalons.strategy.web.publication import commitments, indicators, plan
from jalons.strategy.web.publication.plan import PublicActionRecord
from jalons.strategy.web.roadmap.actions import create_action
from jalons.strategy.web.roadmap.models import Action
from jalons.strategy.web.statutory.deadlines import When, deadlines

LICENCE = "etalab-2.0"


class SharedStrategy:
    """Actions, which another territory may put on its roadmap; the diagnosis; figures."""

    kinds: Mapping[str, str] = {
        "action": N_("Action sheet"), "diagnostic": N_("Diagnosis"), "indicators": N_("Indicators"),
        "duties": N_("Duties of the law that are late"),
    }  # fmt: skip

    def items(self, authority: Urn) -> Iterable[SharedItem]:
        """What the public page shows of them."""
        if (snapshot := shown_by(authority)) is None:
            return
        for each in snapshot.shelves[plan.PAGE].values:
            yield SharedItem("action", each.id, each.title, f"{Urn.parse(each.id).id}.json",
                             _action(each), LICENCE)  # fmt: skip
        if content := _diagnosis(snapshot):
            yield SharedItem("diagnostic", f"{authority}:diagnostic", _("Diagnosis"),
                             "diagnostic.json", content, LICENCE)  # fmt: skip
        if content := _duties(snapshot):
            yield SharedItem("duties", f"{authority}:duties", _("Duties of the law that are late"),
                             "echeances.json", content, LICENCE)  # fmt: skip
        if not snapshot.shelves[indicators.PAGE].items:
            return
        table, meaning = f"{indicators.PAGE}.csv", f"{indicators.PAGE}.csv-metadata.json"
        titles = {table: _("Indicators"), meaning: _("Indicators: what the columns mean")}
        for name, title in titles.items():
            content = data_file(snapshot, name, Addresses(authority.id))
            yield SharedItem("indicators", f"{authority}:{name}", title, name, content, LICENCE)

    def adopt(self, authority: Urn, user_pk: int, item: SharedItem) -> str:
        """The action proposed with the text of a sheet and its credit, or the one that has them.

        As what comes from a file, it is public only once somebody read it.
        """
        if item.kind != "action":
            return ""
        owner, user = Authority.objects.get(slug=authority.id), User.objects.get(pk=user_pk)
        said = json.loads(item.content)
        steps = [f"- {each}" for each in said.get("steps", ())]
        about = "\n".join([str(said.get("description", "")), *steps])
        values = {"title": item.title, "description": f"{about}\n\n{item.credit}".strip()}
        found = living(Action, owner).filter(**values).first()
        if found is None:
            numbers = [each for each in said.get("commitments", ()) if each in range(1, 10)]
            found = create_action(authority=owner, user=user,
                                  values=values | {"commitments": numbers})  # fmt: skip
            store_computed(Action.objects.of(owner).filter(pk=found.pk), unread=True)
        return reverse("roadmap_action", args=[owner.slug, found.pk])


def _action(each: PublicActionRecord) -> bytes:
    """A sheet as its schema wants it; a description is needed, its title when there is none."""
    said = {"title": each.title, "description": each.description or each.title,
            "services": each.departments, "commitments": each.commitments}  # fmt: skip
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _diagnosis(snapshot: PublicTerritory) -> bytes:
    """The share done of each commitment shown, in percent; nothing while nobody answered."""
    known = [each for each in snapshot.shelves[commitments.PAGE].values if each.done is not None]
    days = [each.answered_at for each in answers(snapshot.page.authority).values()]
    if not known or not days:
        return b""
    themes = [{"id": f"engagement-{each.number}", "title": each.title,
               "score": round(100 * each.done, 1)} for each in known]  # fmt: skip
    said = {"referential": known[0].referential, "version": known[0].scoring,
            "made_on": timezone.localdate(max(days)).isoformat(), "themes": themes}  # fmt: skip
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _duties(snapshot: PublicTerritory) -> bytes:
    """The duties that surely apply and that an answer says are not done; how many none speaks of.

    No territory, no file.
    """
    if snapshot.page.authority.territory is None:
        return b""
    known = deadlines(snapshot.page.authority)
    late = [
        {"id": f"{each.duty}:{each.step}", "title": each.name, "law": each.law,
         "day": each.day.isoformat() if each.day else ""}
        for each in known if each.late
    ]  # fmt: skip
    said = {"late": late, "to_check": sum(each.state is When.CHECK for each in known)}
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


sharing = SharedStrategy()
