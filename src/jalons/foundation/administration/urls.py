"""Pages of the instance, under ``/instance/``, for its administrators."""

from django.urls import path

from jalons.foundation.administration import account_views, views

urlpatterns = [
    path("", views.authorities, name="instance"),
    path("collectivites/<int:pk>/", views.authority, name="instance_authority"),
    path(
        "collectivites/<int:pk>/<slug:act>/",
        views.change_authority,
        name="instance_authority_change",
    ),
    path("comptes/", account_views.accounts, name="instance_accounts"),
    path("comptes/<int:pk>/", account_views.account, name="instance_account"),
    path(
        "comptes/<int:pk>/<slug:act>/",
        account_views.change_account,
        name="instance_account_change",
    ),
    path("domaines/", views.domains, name="instance_domains"),
    path("domaines/<int:pk>/oublier/", views.forget_domain, name="instance_domain_forget"),
    path("journal/", views.journal, name="instance_journal"),
]
