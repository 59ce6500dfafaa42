"""The register of campaigns: their form, their steps, their measures, their page."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import day_words, lang
from jalons.foundation.documents.tree import Document
from jalons.foundation.listing.declaration import List
from jalons.foundation.register.declaration import Move, Part, Register
from jalons.foundation.register.forms import RecordForm
from jalons.inclusion.documents.campaigns import CampaignSheet, campaign_page
from jalons.inclusion.engine.campaigns.measures import Effect, effects
from jalons.inclusion.web.campaigns.models import Campaign, CampaignMeasure
from jalons.inclusion.words.campaigns import rows

S, FIELDS = Campaign.State, ("name", "theme", "public", "starts_on", "ends_on")


class CampaignForm(RecordForm[Campaign]):
    class Meta:
        model, fields = Campaign, FIELDS


class MeasureForm(RecordForm[CampaignMeasure]):
    class Meta:
        model, fields = CampaignMeasure, ("moment", "quantity", "scope", "value", "day")


def found_effects(campaign: Campaign) -> tuple[Effect, ...]:
    """What its measures let one say."""
    every = living(CampaignMeasure, campaign.authority).filter(campaign=campaign)
    sides = [
        [each.measured for each in every if each.moment == side] for side in ("before", "after")
    ]
    once = [code for code, about in rows("quantity").items() if about.get("once")]
    return effects(sides[0], sides[1], once)


def page(campaign: Campaign) -> Document:
    """The page to print."""
    facts = ((_("State"), str(campaign.get_state_display())),
             (_("Public"), str(campaign.get_public_display())),
             (_("Starts on"), day_words(campaign.starts_on)))  # fmt: skip
    return campaign_page(CampaignSheet(
        campaign.name, campaign.authority.name, timezone.localdate(), campaign.theme, facts,
        found_effects(campaign)), lang())  # fmt: skip


def _unmeasured(campaign: Campaign) -> str:
    return "" if found_effects(campaign) else _("Measure the same thing before and after first.")


def headline(found: QuerySet[Campaign]) -> str:
    """How many campaigns there are, how many are measured."""
    count, measured = found.count(), found.filter(state=S.MEASURED).count()
    words = ngettext("%(count)s campaign, %(measured)s measured.",
                     "%(count)s campaigns, %(measured)s measured.", count)  # fmt: skip
    return words % {"count": count, "measured": measured} if count else _("No campaign yet.")


campaigns = Register(
    Campaign, "campaign", CampaignForm,
    List("name", "theme", "public", "state", "starts_on", search=("name",), headline=headline),
    moves=(
        Move("run", gettext_lazy("Start"), (S.PLANNED,), S.RUN, dated="starts_on"),
        Move("measure", gettext_lazy("State the result"), (S.RUN,), S.MEASURED, needs=_unmeasured),
        Move("resume", gettext_lazy("Resume"), (S.MEASURED,), S.RUN),
    ),
    parts=(Part(CampaignMeasure, MeasureForm, "mesures", gettext_lazy("Measures"),
                gettext_lazy("Write a measure")),),
    templates="inclusion/campaigns",
)  # fmt: skip
