"""Usual procedures chosen in a list, and one way put on several procedures at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import lang
from jalons.inclusion.engine.procedures.usual import DOMAINS, usual
from jalons.inclusion.web.procedures import queries
from jalons.inclusion.web.procedures.models import Channel
from jalons.inclusion.web.procedures.register import ChannelForm
from jalons.inclusion.words.sentences import say


class UsualForm(forms.Form):
    """The usual procedures that the authority does not have yet, by domain."""

    chosen = forms.MultipleChoiceField(
        label=_("Procedures"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick one procedure at least.")},
    )  # fmt: skip

    def __init__(self, data: Any, authority: Authority) -> None:
        super().__init__(data)
        stored = queries.rows(authority)
        have = {each.usual for each in stored} | {each.name for each in stored}
        self.left = [each for each in usual() if not {each.id, each.name["fr"]} & have]
        groups = [
            (say(f"procedures.domain.{domain}", lang()),
             [(each.id, each.name["fr" if lang() == "fr" else "en"])
              for each in self.left if each.domain == domain])
            for domain in DOMAINS
        ]  # fmt: skip
        self.fields["chosen"].choices = [group for group in groups if group[1]]  # type: ignore[attr-defined]

    @property
    def records(self) -> list[dict[str, Any]]:
        """The values of the procedures that were ticked."""
        known = {each.id: each for each in self.left}
        picked = [known[key] for key in self.cleaned_data["chosen"]]
        return [{"name": each.name["fr"], "domain": each.domain, "usual": each.id}
                for each in picked]  # fmt: skip


class SharedChannelForm(ChannelForm):
    """A way that serves several procedures: one desk, one number."""

    procedures = forms.MultipleChoiceField(
        label=_("Procedures it serves"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick one procedure at least.")},
    )  # fmt: skip

    class Meta(ChannelForm.Meta):
        pass

    def __init__(self, data: Any = None, *, instance: Channel, **options: Any) -> None:
        super().__init__(data, instance=instance, **options)
        stored = queries.rows(instance.authority)
        self.fields["procedures"].choices = [(str(each.pk), each.name) for each in stored]  # type: ignore[attr-defined]

    @property
    def changes(self) -> list[tuple[Channel, dict[str, Any]]]:
        """A new way for each procedure that was ticked."""
        authority = self.instance.authority
        known = {str(each.pk): each for each in queries.rows(authority)}
        values = dict(self.values())
        return [(Channel(authority=authority), {**values, "procedure": known[key]})
                for key in self.cleaned_data["procedures"]]  # fmt: skip
