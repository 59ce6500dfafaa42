"""The rescue key to print, and the three ways to other keys; all of it is heavy: it signs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from jalons.federation.web.sharing import queries
from jalons.federation.web.sharing.models import Repository
from jalons.federation.web.sharing.refusals import why
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.kernel import JalonsError


class GroupsForm(forms.Form):
    """Two groups of the printed key: they prove that it was printed."""

    secret_first = forms.CharField(max_length=12)
    secret_second = forms.CharField(max_length=12)

    def __init__(self, ranks: tuple[int, ...], data: Any = None) -> None:
        super().__init__(data)
        for field, rank in zip(self.fields.values(), ranks, strict=True):
            field.label = _("Group %(rank)s of the sheet") % {"rank": rank}
            field.widget.attrs["autocomplete"] = "off"


class KeyForm(forms.Form):
    """The whole printed key; a field whose name begins with “secret” is stored in no draft."""

    secret = forms.CharField(
        label=gettext_lazy("The 13 groups of the printed sheet"), max_length=200,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text=gettext_lazy("Spaces and small letters do not matter."),
    )  # fmt: skip


def _ready(authority: Authority) -> Repository | None:
    found = queries.repository_of(authority)
    return found if found.root_digest else None


@sensitive_post_parameters("secret_first", "secret_second")
@within_authority(Role.ADMINISTRATOR)
def paper(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Print the rescue key, then type two of its groups: it is then erased from this machine."""
    from jalons.federation.web.sharing import signed_folder

    if (found := _ready(authority)) is None:
        return redirect("sharing_choose", authority.slug)
    wanted = signed_folder.ranks(found)
    if not wanted:
        return redirect("sharing_keys", authority.slug)
    form = GroupsForm(wanted, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            typed = (form.cleaned_data["secret_first"], form.cleaned_data["secret_second"])
            signed_folder.confirm(found, request.user, typed)
        except JalonsError as error:
            form.add_error(None, why(error))
        else:
            text = _("The key is printed right, and erased from this machine. Put it in the safe.")
            messages.success(request, text, "good")
            return redirect("sharing", authority.slug)
    return render(request, "federation/sharing/paper.html", {"form": form, "found": found},
                  status=422 if form.errors else 200)  # fmt: skip


@require_GET
@within_authority(Role.ADMINISTRATOR)
def sheet(request: HttpRequest, authority: Authority, kind: str) -> HttpResponse:
    """The sheet to print, written here and stored nowhere; the journal says who took it."""
    from jalons.federation.web.sharing import signed_folder
    from jalons.foundation.documents.formats import FORMATS, written

    if kind not in FORMATS:
        raise Http404
    if (found := _ready(authority)) is None:
        return redirect("sharing_choose", authority.slug)
    try:
        content = written(signed_folder.sheet(found), kind)
    except JalonsError as error:
        messages.error(request, why(error), "bad")
        return redirect("sharing_paper", authority.slug)
    record(request_user=request.user, authority=authority, verb=Verb.EXPORTED, urn=found.urn,
           label=_("Rescue key, to print"))  # fmt: skip
    answer = HttpResponse(content, content_type=FORMATS[kind].media)
    name = slugify(_("Rescue key"))
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_GET
@within_authority(Role.ADMINISTRATOR)
def keys(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What to do for other keys, case by case."""
    if (found := _ready(authority)) is None:
        return redirect("sharing_choose", authority.slug)
    return _page(request, found, KeyForm())


def _page(request: HttpRequest, found: Repository, form: KeyForm) -> HttpResponse:
    from jalons.federation.store.keys import PAPER, ROLES

    here = all(queries.has_key(found.authority, name) for name in ROLES)
    to_print = queries.has_key(found.authority, PAPER)
    shown = {"found": found, "form": form, "here": here, "to_print": to_print}
    return render(request, "federation/sharing/keys.html", shown,
                  status=422 if form.errors else 200)  # fmt: skip


@require_POST
@within_authority(Role.ADMINISTRATOR)
def renew(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Other keys of this machine, from those that are there."""
    from jalons.federation.web.sharing import signed_folder

    found = _ready(authority)
    if found is None or not _done(request, found, lambda: signed_folder.renew(found)):
        return redirect("sharing_keys", authority.slug)
    messages.success(request, _("The keys are renewed. Nothing else to do: those who read you "
                                "follow by themselves."), "good")  # fmt: skip
    return redirect("sharing_keys", authority.slug)


@require_POST
@within_authority(Role.ADMINISTRATOR)
def replace_sheet(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Another key to print."""
    from jalons.federation.web.sharing import signed_folder

    found = _ready(authority)
    if found is None or not _done(
        request, found, lambda: signed_folder.replace_sheet(found, request.user)
    ):
        return redirect("sharing_keys", authority.slug)
    messages.success(request, _("The sheet before opens nothing any more: destroy it, and print "
                                "this one."), "good")  # fmt: skip
    return redirect("sharing_paper", authority.slug)


@sensitive_post_parameters("secret")
@require_POST
@within_authority(Role.ADMINISTRATOR)
def recover(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Other keys for everything, from the printed one."""
    from jalons.federation.web.sharing import signed_folder

    if (found := _ready(authority)) is None:
        return redirect("sharing_choose", authority.slug)
    form = KeyForm(request.POST)
    if form.is_valid():
        try:
            signed_folder.recover(found, request.user, form.cleaned_data["secret"])
        except JalonsError as error:
            form.add_error("secret", why(error))
    if form.errors:
        return _page(request, found, form)
    _noted(request, found)
    messages.success(request, _("All the keys are new; those before sign nothing any more. The "
                                "printed key was used: print the new one."), "good")  # fmt: skip
    return redirect("sharing_paper", authority.slug)


def _done(request: HttpRequest, found: Repository, act: Any) -> bool:
    """Whether keys were changed; else why not is on the next page."""
    try:
        act()
    except JalonsError as error:
        messages.error(request, why(error), "bad")
        return False
    _noted(request, found)
    return True


def _noted(request: HttpRequest, found: Repository) -> None:
    record(request_user=request.user, authority=found.authority, verb=Verb.CHANGED, urn=found.urn,
           label=_("Keys of what is shared"))  # fmt: skip
