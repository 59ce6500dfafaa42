"""The pages of official files: what is loaded and what it allows, a file to bring."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.pages import render
from jalons.foundation.register.views import list_page
from jalons.foundation.tasks.views import follow
from jalons.inclusion.web.official import actions, queries
from jalons.inclusion.web.official.register import BringForm, official
from jalons.inclusion.words.official import column_names, files
from jalons.kernel import JalonsError


@require_GET
@within_authority(Role.READER)
def overview(request: HttpRequest, authority: Authority) -> HttpResponseBase:
    """Each set of data, loaded or not, and what it allows; then the files that were brought."""
    loaded = {one.report["file"]: one for one in queries.loaded(authority)}
    sets = [
        (file, file.title[lang()], file.where[lang()], loaded.get(id_),
         column_names({rule.column: 1 for rule in file.yields}, lang()))
        for id_, file in files().items()
    ]  # fmt: skip
    packaged = column_names({"over_65": 1, "town_hall_hours": 1}, lang())
    return list_page(official, request, sets=sets, packaged=packaged)


@within_authority(Role.CONTRIBUTOR, in_trial=Role.CONTRIBUTOR)
def bring(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A file to bring; its job says how it was read."""
    form = BringForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            return follow(actions.bring(authority, request.user, **form.cleaned_data))
        except JalonsError as error:
            form.add_error("file", str(error))
    return render(official, request, "bring", form=form)
