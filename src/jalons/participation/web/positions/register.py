"""The register of positions, with their draft, who is invited, and what followed."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from jalons.foundation.accounts.models import Role
from jalons.foundation.design.components import Cell
from jalons.foundation.design.panels import Panel
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.partners.adopted_pages import filter_by_place
from jalons.foundation.partners.models import PartnerTerritory
from jalons.foundation.partners.register import panels, when_trusted
from jalons.foundation.register.declaration import Move, Part, Register
from jalons.foundation.register.forms import RecordForm, Section, form_of
from jalons.participation.web.positions import actions, models, queries
from jalons.participation.web.positions.models import ObtainedCommitment, Position, PositionSection

S = Position.State
PUBLIC = ("title", "kind", "summary", "state", "amend_until", "sign_until", "outcome",
          "outcome_text", "leading_name")  # fmt: skip


class PositionForm(RecordForm[Position]):
    sections = (
        Section(gettext_lazy("What"), ("title", "kind", "summary")),
        Section(gettext_lazy("Until when"), ("amend_until", "sign_until")),
        Section(gettext_lazy("What came of it"), ("outcome", "outcome_text")),
    )

    class Meta:
        model = Position
        fields = ("title", "kind", "summary", "amend_until", "sign_until", "outcome",
                  "outcome_text")  # fmt: skip


def leader(position: Position) -> str:
    """Who has the text of reference."""
    return position.leading_name or pgettext("position", "us")


def late(position: Position) -> Cell:
    """Commitments that are late."""
    count = getattr(position, "late", 0)
    if not count:
        return Cell("–")
    return Cell("", mark=_("%(count)s late") % {"count": count}, mark_kind="late")


def where(commitment: ObtainedCommitment) -> Cell:
    """Where a commitment stands."""
    kinds = {ObtainedCommitment.State.DONE: "ok", ObtainedCommitment.State.BROKEN: "late"}
    if commitment.is_late:
        return Cell("", mark=_("late"), mark_kind="late")
    return Cell("", mark=str(commitment.get_state_display()),
                mark_kind=kinds.get(commitment.state, "walk"))  # type: ignore[call-overload]  # fmt: skip


# Steps --------------------------------------------------------------------------------------------


def _has_text(position: Position) -> str:
    return "" if queries.drafted(position) else _("Write a section first.")


def _is_decided(position: Position) -> str:
    found = queries.copy_of(position.authority, position.uid)
    waiting = sum(each.is_open for each in found.amendments)
    words = ngettext("%(count)s amendment waits for your decision.",
                     "%(count)s amendments wait for your decision.", waiting)  # fmt: skip
    return words % {"count": waiting} if waiting else ""


def _is_signed(position: Position) -> str:
    found = queries.copy_of(position.authority, position.uid)
    signed = any(each.is_current for each in found.signatures)
    return "" if signed else _("Nobody signed the latest version yet.")


def _has_outcome(position: Position) -> str:
    return "" if position.outcome else _("Say its outcome first: button “Change”.")


def _is_former(position: Position) -> str:
    return _has_text(position) or _has_outcome(position)


MOVES = (
    Move("open", gettext_lazy("Open to amendments"), (S.DRAFT,), S.AMENDMENTS, role=Role.LEAD,
         needs=_has_text),
    Move("archive", gettext_lazy("Store as a former position"), (S.DRAFT,), S.CLOSED,
         role=Role.LEAD, needs=_is_former),
    Move("sign", gettext_lazy("Open to signatures"), (S.AMENDMENTS,), S.SIGNATURES,
         role=Role.LEAD, needs=_is_decided),
    Move("reopen", gettext_lazy("Open to amendments again"), (S.SIGNATURES,), S.AMENDMENTS,
         role=Role.LEAD,) ,
    Move("send", pgettext_lazy("position", "It is sent"), (S.SIGNATURES,), S.SENT, role=Role.LEAD,
         needs=_is_signed),
    Move("follow", gettext_lazy("Follow its answers"), (S.SENT,), S.FOLLOWED),
    Move("close", pgettext_lazy("position", "Close with its outcome"), (S.SENT, S.FOLLOWED),
         S.CLOSED, role=Role.LEAD, needs=_has_outcome),
)  # fmt: skip


def _next_order(position: Position) -> dict[str, Any]:
    last = PositionSection.objects.of(position.authority).filter(position=position, deleted_at=None)
    orders = last.values_list("order", flat=True)
    return {"order": max(orders, default=0) + 1}


DRAFT = Part(PositionSection, form_of(PositionSection, "order", "title", "body"), "sections",
             gettext_lazy("Sections of the draft"), gettext_lazy("Add a section"),
             List("title", "order", sort="order"), fresh=_next_order)  # fmt: skip
PARTNERS = Part(models.PositionPartner, form_of(models.PositionPartner, "name", "space"),
                "territoires", gettext_lazy("Invited territories"),
                gettext_lazy("Invite a territory"))  # fmt: skip
ADDRESSEES = Part(models.Addressee, form_of(models.Addressee, "organisation", "function"),
                  "destinataires", gettext_lazy("Addressees"),
                  gettext_lazy("Add an addressee"))  # fmt: skip
LETTERS = Part(
    models.Correspondence,
    form_of(models.Correspondence, "way", "day", "addressee", "channel", "reference", "summary"),
    "courriers", gettext_lazy("Messages and answers"),
    gettext_lazy("Record a message or an answer"),
    List("day", "way", "addressee", "channel", "reference", "summary", sort="day"),
)  # fmt: skip
COMMITMENTS = Part(
    ObtainedCommitment, form_of(ObtainedCommitment, "text", "addressee", "due", "state"),
    "promesses", gettext_lazy("Commitments obtained"), gettext_lazy("Record a commitment"),
    List("text", "addressee", "due", Column(pgettext_lazy("promise", "Where it stands"), where),
         sort="due"),
)  # fmt: skip

positions = Register(
    Position, "position", PositionForm,
    List("title", "kind", "state", Column(pgettext_lazy("position", "Led by"), leader), "outcome",
         Column(gettext_lazy("Commitments"), late), search=("title", "summary"),
         filter=filter_by_place(Position, "leading_name", etat="state", sorte="kind",
                                issue="outcome"),
         sort="-created_at", headline=queries.headline, file=PUBLIC),
    rows=queries.positions, moves=MOVES,
    parts=(DRAFT, PARTNERS, ADDRESSEES, LETTERS, COMMITMENTS),
    after=actions.after_change, templates="participation/positions",
)  # fmt: skip


def of_partner(partner: PartnerTerritory) -> Panel | None:
    """What a territory sent of positions, on the page where its key is compared."""
    count = models.PositionAct.objects.of(partner.authority).filter(key=partner.key).count()
    words = ngettext("%(count)s act of positions came from it.",
                     "%(count)s acts of positions came from it.", count)  # fmt: skip
    url = reverse("position_received", args=[partner.authority.slug])
    return (
        Panel(words % {"count": count}, url=url, action=_("See them, apply them"))
        if count
        else None
    )


panels.add("positions", gettext_lazy("Positions"), of_partner)
when_trusted("positions", lambda authority: actions.settle(authority, None))
