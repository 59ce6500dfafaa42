"""What participation shares with other territories: question sets, positions written in public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.scoping import living
from jalons.foundation.publishing.output.public_snapshot import shown_by
from jalons.foundation.rooms import N_
from jalons.kernel import Urn
from jalons.kernel.contracts import SharedItem
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.positions import bundles
from jalons.participation.engine.positions.replica import replica
from jalons.participation.web import travelling
from jalons.participation.web.consultations import sharing as questions
from jalons.participation.web.positions import actions, words
from jalons.participation.web.positions.models import Position
from jalons.participation.web.reading.shelf import PAGE

LICENCE, POSITION = "etalab-2.0", "position"


class SharedParticipation:
    """Question sets become drafts; acts of positions are applied as those of any file."""

    kinds: Mapping[str, str] = {questions.KIND: N_("Question set"), POSITION: N_("Position")}

    def items(self, authority: Urn) -> Iterable[SharedItem]:
        """The questions of the public page; the acts of positions somebody chose to make public."""
        owner, snapshot = _owner(authority), shown_by(authority)
        if snapshot is None:
            return
        yield from questions.items(owner, {str(e.urn) for e in snapshot.shelves[PAGE].items})
        for each in living(Position, owner).filter(in_public=True).select_related("authority"):
            if content := travelling.public_bundle(each):
                yield SharedItem(POSITION, f"{each.urn}:acts", travelling.title_of(each),
                                 f"{each.uid}.zip", content, LICENCE)  # fmt: skip

    def adopt(self, authority: Urn, user_pk: int, item: SharedItem) -> str:
        """A draft of a consultation, or the position, to write with who sent it."""
        owner, user = _owner(authority), User.objects.get(pk=user_pk)
        if item.kind == questions.KIND:
            return questions.adopt(owner, user, item)
        if not _has_acts(item):
            return ""
        uid = _position_of(item.content)
        actions.receive(owner, user, item.content, in_public=True)
        found = living(Position, owner).filter(uid=uid).first()
        if found is None:  # a person compares its key first
            return reverse("position_received", args=[owner.slug])
        return reverse("position", args=[owner.slug, found.pk])

    def shown(self, item: SharedItem) -> Sequence[tuple[str, str]]:
        """The questions, or what the acts of a position come to, all keys believed."""
        if item.kind == questions.KIND:
            return questions.shown(item)
        if not _has_acts(item):
            raise ParticipationError("bundle_text")
        acts = [act for act, _parcel in bundles.read(item.content)]
        found = replica(acts[0].position, acts, {each.key for each in acts})
        says = [(f"{each.publisher} · {words.act(each.said)}", getattr(each.said, "reason", ""))
                for each in acts]  # fmt: skip
        if found.details is None or found.current is None:
            return [(heading, text or "–") for heading, text in says]
        names = ", ".join(dict.fromkeys(each.publisher for each in acts))
        texts = [(each.title or _("(no title)"), each.body) for each in found.current.sections]
        return [(found.details.title, found.details.summary or "–"), (_("Written by"), names),
                *texts]  # fmt: skip

    def arrived(self, authority: Urn, item: SharedItem) -> str:
        """Apply acts of a position that is here; announce other questions."""
        owner = _owner(authority)
        if item.kind == questions.KIND:
            return questions.arrived(owner, item)
        if not _has_acts(item):
            return ""
        uid = _position_of(item.content)
        found = living(Position, owner).filter(uid=uid).first()
        if found is None:
            return ""  # a person chooses to write it too
        actions.receive(owner, None, item.content, in_public=True)
        return reverse("position", args=[owner.slug, found.pk])


def _owner(authority: Urn) -> Authority:
    return Authority.objects.get(slug=authority.id)


def _has_acts(item: SharedItem) -> bool:
    return item.name.endswith(".zip")


def _position_of(content: bytes) -> str:
    """The position all the acts of a file are of. Raises what reading it raises."""
    uids = {act.position for act, _parcel in bundles.read(content)}
    if len(uids) != 1:
        raise ParticipationError("bundle_several")
    return uids.pop()


sharing = SharedParticipation()
