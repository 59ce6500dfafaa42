"""The one mechanism that keeps an authority's data to itself, and who may step around it."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from jalons.foundation.accounts.models import Authority, Invitation, Membership
from jalons.foundation.accounts.scoping import AuthorityScoped, is_owned
from jalons.strategy.web.roadmap.models import Action, Axis

SOURCE = Path(__file__).parents[3] / "src" / "jalons"
# The link between a person and an authority: read from either side, never listed as such.
NOT_SCOPED = {Membership}
# Each may write ``.unscoped`` for the reason beside it.
MAY_STEP_AROUND = {
    "foundation/accounts/queries.py",  # a signed invitation is the right to see one row
    "foundation/administration/erasure/account_deletion.py",  # no address is left behind
    "foundation/administration/archive/personal_data.py",  # what a person may know of themselves
    "foundation/journal/queries.py",  # what that person did, for them only
    "foundation/journal/actions.py",  # nor its name in any journal
    "foundation/api/queries.py",  # whether a secret is known at all, never whose it is
    "foundation/publishing/queries.py",  # the list of the open pages, public by their choice
    "webaudit/web/audits/secrets.py",  # erases what no audit of any authority needs
    "webaudit/web/grids/forms.py",  # a choice among nothing, before the authority is known
    "webaudit/web/grids/register.py",  # the same
    "federation/web/sharing/queries.py",  # signed files of authorities that share with everybody
    "reuse/web/offers/actions.py",  # offers whose last day is over, closed in every authority
    "reuse/web/offers/queries.py",  # offers shown by authorities whose page is public
    "strategy/web/comparison/queries.py",  # quartiles of those that chose to share
    "strategy/web/communes/actions.py",  # the body that sent a proposal and the commune share it
    "strategy/web/communes/queries.py",  # communes that agreed to be read by their body
    "strategy/web/observations/actions.py",  # the name of an origin holds across the instance
    "foundation/notes/actions.py",  # the purge of deleted notes goes through all authorities
    "foundation/digests/queries.py",  # members who may be written to, of all authorities
    "twin/web/alerts/evaluation.py",  # the rules that are due, of all authorities
    "foundation/tasks/queue.py",  # how many jobs come first, whoever they are for
    "site/storage/instance.py",  # whether the base names any file of the folder
    "twin/web/connection/twin_auth.py",  # a token names its own authority, as in the API
    "foundation/accounts/scoping.py",  # what lives of one authority, whatever the model
    "foundation/administration/archive/contents.py",  # the rows of one authority, any model
    "foundation/administration/restoring/identities.py",  # numbers in use by any authority
    "foundation/administration/restoring/rows.py",  # rows of the one that is restored
    "site/storage/moving/move.py",  # a base moves whole
    "foundation/imports/actions.py",  # and so does that of files people brought
    "foundation/register/writer/loaded.py",  # the authority of what is linked is checked
    "foundation/register/writer/constraints.py",  # what is unique says so itself, as in the base
    "foundation/register/writer/storing.py",  # the links of records of one authority
    "foundation/register/writer/cascades.py",  # the same links, read
    "foundation/register/writer/trash.py",  # the purge of the trash goes through all authorities
}


def test_every_model_that_names_an_authority_is_scoped():
    loose = {
        model.__name__
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model is Authority
        and not issubclass(model, AuthorityScoped)
        and model not in NOT_SCOPED
    }
    assert not loose


def test_only_listed_modules_step_around_the_scope():
    found = set()
    for path in SOURCE.rglob("*.py"):
        name = path.relative_to(SOURCE).as_posix()
        if "/migrations/" in name:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in {"unscoped", "_base_manager"}:
                found.add(name)
    assert found == MAY_STEP_AROUND


@pytest.mark.parametrize("method", ["all", "count", "exists"])
def test_a_scoped_model_does_not_answer_without_an_authority(method):
    with pytest.raises(TypeError, match="needs"):
        getattr(Invitation.objects, method)()


def test_a_scoped_model_does_not_filter_or_get_without_an_authority():
    with pytest.raises(TypeError, match="needs"):
        Invitation.objects.filter(email="x")
    with pytest.raises(TypeError, match="needs"):
        Invitation.objects.get(pk=1)


def test_every_owned_table_is_found_by_its_authority():
    """Its first index names it: a list of one authority never reads those of others."""
    lacking = set()
    for model in filter(is_owned, apps.get_models()):
        firsts = [index.fields[0] for index in model._meta.indexes if index.fields]
        firsts += [
            (list(each.fields) or [getattr(each.expressions[0], "name", "")])[0]
            for each in model._meta.constraints
            if isinstance(each, models.UniqueConstraint) and each.condition is None
        ]
        field = model._meta.get_field("authority")
        if not field.db_index and not field.unique and "authority" not in firsts:
            lacking.add(model.__name__)
    assert not lacking


def test_a_join_stays_within_one_authority(authority, other):
    """Even when a link leads elsewhere, which the writer refuses."""
    axis = Axis.unscoped.create(authority=other, name="Axe d’un autre")
    mine = Action.unscoped.create(authority=authority, title="À nous", axis=axis)
    assert Action.objects.of(authority).select_related("axis").get().axis is None
    assert not Action.objects.of(authority).filter(axis__name="Axe d’un autre").exists()
    assert not Axis.objects.of(other).filter(actions=mine).exists()
    assert Action.objects.of(authority).exclude(axis__name="Axe d’un autre").get() == mine
    ours = Axis.unscoped.create(authority=authority, name="Le nôtre")
    Action.objects.of(authority).update(axis=ours)
    assert Action.objects.of(authority).select_related("axis").get().axis == ours
    assert Axis.objects.of(authority).filter(actions__title="À nous").get() == ours
    assert not Axis.objects.of(authority).exclude(actions__title="À nous").exists()
