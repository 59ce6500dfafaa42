"""Two people edit one thing: both are kept, and a person decides where they meet."""

from html.parser import HTMLParser

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template

from factories.authorities import make_authority
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.merge_forms import MergingForm, MergingModelForm


class AuthorityForm(MergingModelForm):
    class Meta:
        model = Authority
        fields = ["name", "staff", "kind"]


class _Fields(HTMLParser):
    """What a browser would send of a form."""

    def __init__(self):
        super().__init__()
        self.sent, self._select = {}, None

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "input" and "name" in found:
            self.sent[found["name"]] = found.get("value", "")
        if tag == "select":
            self._select = found["name"]
        if tag == "option" and "selected" in found:
            self.sent[self._select] = found["value"]


@pytest.fixture
def authority(db):
    return make_authority("agglo", "Agglo", staff=400)


def sent_by_browser(form, **typed):
    reader = _Fields()
    reader.feed(str(form))
    data = QueryDict(mutable=True)
    for name, value in (reader.sent | typed).items():
        data[name] = value
    return data


def page(authority):
    return AuthorityForm(instance=Authority.objects.get(pk=authority.pk))


def save(authority, data):
    form = AuthorityForm(data, instance=Authority.objects.get(pk=authority.pk))
    if form.is_valid():
        form.save()
    return form


def test_alone_one_saves_what_one_typed(authority):
    form = save(authority, sent_by_browser(page(authority), name="Grande Agglo"))
    assert form.meetings == ()
    assert form.merged == ()
    assert Authority.objects.get().name == "Grande Agglo"


def test_fields_of_two_people_are_both_kept(authority):
    mine, theirs = page(authority), page(authority)
    save(authority, sent_by_browser(theirs, staff="450"))
    form = save(authority, sent_by_browser(mine, name="Grande Agglo"))
    assert len(form.merged) == 1
    stored = Authority.objects.get()
    assert (stored.name, stored.staff) == ("Grande Agglo", 450)


def test_a_field_both_changed_is_shown_with_both_texts_and_nothing_is_saved(authority):
    mine, theirs = page(authority), page(authority)
    save(authority, sent_by_browser(theirs, name="Agglo du Val"))
    form = save(authority, sent_by_browser(mine, name="Grande Agglo", staff="500"))
    assert [(each.stored, each.typed) for each in form.meetings] == [
        ("Agglo du Val", "Grande Agglo")
    ]
    assert Authority.objects.get().name == "Agglo du Val"
    html = Template("{% form_meetings form %}").render(Context({"form": form}))
    assert "Agglo du Val" in html
    assert "Grande Agglo" in html


def test_saving_again_keeps_mine(authority):
    mine, theirs = page(authority), page(authority)
    save(authority, sent_by_browser(theirs, name="Agglo du Val"))
    refused = save(authority, sent_by_browser(mine, name="Grande Agglo", staff="500"))
    again = save(authority, sent_by_browser(refused))
    assert again.meetings == ()
    stored = Authority.objects.get()
    assert (stored.name, stored.staff) == ("Grande Agglo", 500)


def test_taking_the_stored_text_keeps_the_rest_of_mine(authority):
    mine, theirs = page(authority), page(authority)
    save(authority, sent_by_browser(theirs, name="Agglo du Val"))
    refused = save(authority, sent_by_browser(mine, name="Grande Agglo", staff="500"))
    save(authority, sent_by_browser(refused, take="name"))
    stored = Authority.objects.get()
    assert (stored.name, stored.staff) == ("Agglo du Val", 500)


def test_a_third_person_who_saves_while_i_decide_is_met_too(authority):
    mine, theirs = page(authority), page(authority)
    save(authority, sent_by_browser(theirs, name="Agglo du Val"))
    refused = save(authority, sent_by_browser(mine, name="Grande Agglo"))
    save(authority, sent_by_browser(page(authority), name="Agglo des Monts"))
    again = save(authority, sent_by_browser(refused))
    assert [each.stored for each in again.meetings] == ["Agglo des Monts"]


def test_the_same_change_twice_is_no_quarrel(authority):
    mine, theirs = page(authority), page(authority)
    save(authority, sent_by_browser(theirs, staff="450"))
    assert save(authority, sent_by_browser(mine, staff="450")).meetings == ()
    assert Authority.objects.get().staff == 450


class BoxesForm(MergingForm):
    name = forms.CharField()
    boxes = forms.MultipleChoiceField(
        choices=[("a", "A"), ("b", "B")], required=False, widget=forms.CheckboxSelectMultiple
    )


@pytest.mark.parametrize(
    ("shown", "stored", "typed", "kept"),
    [
        ([], ["a"], [], ["a"]),  # boxes none of which was ticked send nothing
        ([], ["a"], ["b"], None),
        (["a"], ["a", "b"], ["a"], ["a", "b"]),
        ([], [], ["b"], ["b"]),
    ],
)
def test_boxes_another_person_ticked_meanwhile_stay_ticked(shown, stored, typed, kept):
    data = QueryDict(mutable=True)
    data["initial-name"], data["name"] = "Un", "Deux"
    data.setlist("initial-boxes", shown)
    data.setlist("boxes", typed)
    if not shown:
        del data["initial-boxes"]
    form = BoxesForm(data, initial={"name": "Un", "boxes": stored})
    assert form.is_valid() is (kept is not None)
    assert form.cleaned_data.get("boxes") == kept
