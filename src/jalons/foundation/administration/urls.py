"""Pages of the instance, under ``/instance/``, for its administrators."""

from django.urls import path

from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.administration import account_views, views
from jalons.foundation.administration.announcements import views as announcements
from jalons.foundation.administration.failures import views as failures
from jalons.foundation.administration.overview import views as overview
from jalons.foundation.administration.work import views as work

urlpatterns = [
    path("", overview.overview, name="instance"),
    path("collectivites/", views.authorities, name="instance_authorities"),
    path("collectivites/liste.csv", views.authorities_file, name="instance_authorities_file"),
    path("collectivites/<int:pk>/", views.authority, name="instance_authority"),
    path(
        "collectivites/<int:pk>/archive.zip", views.authority_file, name="instance_authority_file"
    ),
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
    path("travaux/", work.jobs, name="instance_jobs"),
    path("travaux/<int:pk>/", work.job, name="instance_job"),
    path("travaux/<int:pk>/refaire/", heavy(work.retry), name="instance_job_retry"),
    path("travaux/<int:pk>/abandonner/", work.drop, name="instance_job_drop"),
    path("taches-du-jour/", work.daily, name="instance_daily"),
    path("erreurs/", failures.errors, name="instance_errors"),
    path("annonces/", announcements.announcements, name="instance_announcements"),
    path(
        "annonces/<int:pk>/retirer/",
        announcements.withdraw,
        name="instance_announcement_withdraw",
    ),
    path("domaines/", views.domains, name="instance_domains"),
    path("domaines/<int:pk>/oublier/", views.forget_domain, name="instance_domain_forget"),
    path("journal/", views.journal, name="instance_journal"),
]
