"""The register of campaigns: their form, their steps, their measures, their page."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jalons.foundation.design.page_language import lang
from jalons.foundation.documents.tree import Document
from jalons.foundation.listing.declaration import List
from jalons.foundation.register.declaration import Move, Part, Register
from jalons.foundation.register.forms import RecordForm
from jalons.foundation.register.pages import facts
from jalons.inclusion.documents.campaigns import campaign_blocks
from jalons.inclusion.web.campaigns.models import Campaign, CampaignMeasure

S, FIELDS = Campaign.State, ("name", "theme", "public", "starts_on", "ends_on")


class CampaignForm(RecordForm[Campaign]):
    class Meta:
        model = Campaign
        fields = FIELDS


class MeasureForm(RecordForm[CampaignMeasure]):
    class Meta:
        model = CampaignMeasure
        fields = ("moment", "quantity", "scope", "value", "day")


def page(campaign: Campaign) -> Document:
    """The page to print."""
    known = tuple((term, str(cell)) for term, cell in facts(campaigns, campaign, *FIELDS, "state"))
    blocks = campaign_blocks(campaign.theme, campaign.result, known, lang())
    return Document(campaign.name, campaign.authority.name, timezone.localdate(), blocks,
                    campaign.result, lang())  # fmt: skip


def _unmeasured(campaign: Campaign) -> str:
    return "" if campaign.effects else _("Measure the same thing before and after first.")


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
