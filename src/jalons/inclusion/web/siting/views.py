"""A place to open: where, why there, how sure, what is lost elsewhere."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import lang
from jalons.foundation.places.maps import Map, Marker
from jalons.foundation.register.views import in_trash, record_page
from jalons.foundation.territories.queries import communes_of
from jalons.inclusion.web.commune_map import commune_map
from jalons.inclusion.web.computing import computing
from jalons.inclusion.web.siting import actions
from jalons.inclusion.web.siting.models import SitingStudy
from jalons.inclusion.web.siting.register import sitings
from jalons.inclusion.web.studies import is_stale
from jalons.inclusion.words import studies as words
from jalons.kernel import JalonsError
from jalons.kernel.contracts import ActionDraft, action_drafts


@require_safe
@within_authority(Role.READER)
def record(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The study as it was solved; before, how to solve it."""
    found = sitings.of(authority).filter(pk=pk).select_related("authority__territory").first()
    if found is None:
        return in_trash(sitings, request, pk)
    if not found.result:
        return record_page(sitings, request, found)
    result, spoken = found.result, lang()
    chosen = [(each, words.why(each, result, spoken), _draft(authority, each, result))
              for each in result["chosen"]]  # fmt: skip
    return record_page(
        sitings, request, found, sentence=words.outcome(result, spoken), result=result,
        proof=words.proof(result, spoken) if result["chosen"] else "", chosen=chosen,
        alternatives=words.alternatives(result, spoken),
        map=_map(found), stale=is_stale(found, found.places),
    )  # fmt: skip


def _draft(authority: Authority, chosen: dict[str, Any], result: dict[str, Any]) -> str:
    """The page of a new action for a municipality, empty when no room has a roadmap."""
    name = chosen["name"]
    draft = ActionDraft(_("Open a place of digital help in %(name)s") % {"name": name},
                        words.why(chosen, result, lang()), (1,))  # fmt: skip
    try:
        return action_drafts()(authority.urn, draft)
    except JalonsError:
        return ""


def _map(study: SitingStudy) -> Map | None:
    territory = study.authority.territory
    if territory is None:
        return None
    markers = [Marker(each["name"], (each["lon"], each["lat"]), caption=each["name"])
               for each in study.result["chosen"] if each["lat"] is not None]  # fmt: skip
    return commune_map(
        communes_of(territory), _("Municipalities found"), {}, markers=markers, backdrop=True
    )


compute = computing(sitings, actions.WORK)
