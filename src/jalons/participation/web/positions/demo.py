"""Positions of the demonstration: acts of two other territories, signed by keys of theirs."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.partners.models import PartnerTerritory
from jalons.foundation.register.writer import move, write
from jalons.kernel import signing
from jalons.kernel.tables import package_table
from jalons.participation.engine.positions import acts
from jalons.participation.web.positions import actions, models, queries
from jalons.participation.web.positions.models import Position

TEXTS = ("title", "kind", "summary", "outcome", "outcome_text")
DAYS = ("amend_until", "sign_until")


def seed_of(key: str) -> bytes:
    """The private key of a territory that does not exist."""
    return sha256(f"jalons demonstration {key}".encode()).digest()


def fill(demo: Demonstration) -> None:
    """One position in signatures with amendments that cross, one followed, one of the past."""
    table = package_table("jalons.participation", "positions_demo")
    names = {each["key"]: each["name"] for each in table["partner"]}
    user, partners = demo.people[Role.LEAD], []
    for each in table["partner"]:
        values = {"name": each["name"], "key": signing.public_key(seed_of(each["key"]))}
        state = {"state": PartnerTerritory.State.TRUSTED} if each["trusted"] else {}
        partners.append((PartnerTerritory(authority=demo.authority), values | state))
    write(demo.authority, user, partners)
    for row in table["position"]:
        _Story(demo, names, row).unfold()


class _Story:
    """A position of the demonstration, act by act."""

    def __init__(self, demo: Demonstration, names: dict[str, str], row: dict[str, Any]) -> None:
        self.demo, self.names, self.row = demo, names, row
        self.owner, self.user = demo.authority, demo.people[Role.LEAD]
        self.position = Position(authority=self.owner)

    def day(self, days: int) -> date:
        return self.demo.today + timedelta(days=days)

    def text(self, written: str) -> str:
        return self.demo.story.text(written)

    def unfold(self) -> None:
        row = self.row
        values: dict[str, Any] = {name: self.text(row[name]) for name in TEXTS if name in row}
        values |= {name: self.day(row[name]) for name in DAYS if name in row}
        write(self.owner, self.user, [(self.position, values)])
        self.lines(models.PositionSection, [
            {"order": place, "title": title, "body": body}
            for place, (title, body) in enumerate(row["sections"], 1)
        ])  # fmt: skip
        invited = [{"name": self.names[each]} for each in row.get("invited", ())]
        self.lines(models.PositionPartner, invited)
        for step in row["steps"]:
            move(self.user, self.position.latest(), step)
            if step == "open":
                self.amendments("amendment")
            elif step == "sign":
                for each in row.get("signature", ()):
                    self.signature(each)
        self.amendments("late_amendment")
        self.follow()

    def lines(self, model: Any, rows: list[dict[str, Any]]) -> list[Any]:
        made = [model(authority=self.owner, position=self.position) for _row in rows]
        if made:
            write(self.owner, self.user, list(zip(made, rows, strict=True)))
        return made

    def receive(self, by: str, **said: Any) -> str:
        """An act of another territory, as it would come from it."""
        kind = said.pop("kind")
        rank = queries.copy_of(self.owner, self.position.uid).next_rank
        parcel = acts.pack(kind(rank=rank, **said), self.position.uid, self.names[by],
                           self.demo.today, seed_of(by))  # fmt: skip
        actions.receive(self.owner, self.user, parcel)
        return acts.unpack(parcel).id

    def amendments(self, name: str) -> None:
        for each in self.row.get(name, ()):
            self.amendment(each)

    def amendment(self, row: dict[str, Any]) -> None:
        now = queries.copy_of(self.owner, self.position.uid).current
        if now is None:
            return
        section = now.sections[row["section"] - 1]
        wanted = section.body.replace(*row["change"])
        made = self.receive(row["by"], kind=acts.Amend, section=section.key, base=now.number,
                            title=section.title, wanted=wanted, reason=row["reason"])  # fmt: skip
        for by, opinion, comment in row.get("opinions", ()):
            self.receive(by, kind=acts.Opine, amendment=made, opinion=opinion, comment=comment)
        if "decision" in row:
            accepted = row["decision"] == "accepted"
            body = wanted if accepted else section.body
            text = acts.TextSection(section.key, section.title, body)
            decision = acts.AmendmentDecision(made, accepted, row.get("why", ""))
            actions.decide(self.position, self.user, text, now.number, [decision])

    def signature(self, row: dict[str, Any]) -> None:
        now = queries.copy_of(self.owner, self.position.uid).current
        if now is None:
            return
        values = {"quality": row["quality"], "signed_on": self.day(row["day"]),
                  "reference": self.text(row["reference"])}  # fmt: skip
        if row["by"] == "us":
            actions.sign(self.position, self.user, values, now.hash)
        else:
            self.receive(row["by"], kind=acts.Sign, version=now.hash, **values)

    def follow(self) -> None:
        """Who it was sent to, what they answered, what they committed to."""
        row = self.row
        whom = self.lines(models.Addressee, [
            {"organisation": name, "function": function}
            for name, function in row.get("addressees", ())
        ])  # fmt: skip
        self.lines(models.Correspondence, [
            {"way": way, "addressee": whom[to], "day": self.day(day), "channel": by,
             "reference": self.text(reference), "summary": text}
            for way, to, day, by, reference, text in row.get("letters", ())
        ])  # fmt: skip
        self.lines(models.ObtainedCommitment, [
            {"text": text, "addressee": whom[of], "due": self.day(due), "state": state}
            for text, of, due, state in row.get("commitments", ())
        ])  # fmt: skip
