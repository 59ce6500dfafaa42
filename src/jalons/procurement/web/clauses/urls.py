from django.urls import include, path

from jalons.foundation.register.urls import urls_of
from jalons.procurement.web.clauses import views
from jalons.procurement.web.clauses.register import selections

files = [
    path("courriels/", views.mails, name="clause_checks_mail"),
    *urls_of(selections, record=views.selection),
    path("<uuid:pk>/clauses/", views.choice, name="clause_choice"),
    path("<uuid:pk>/valeurs/", views.values, name="clause_values"),
    path("<uuid:pk>/calendrier/", views.calendar, name="clause_calendar"),
    path("<uuid:pk>/annexe/", views.annex, name="clause_annex"),
    path("<uuid:pk>/annexe/<slug:kind>/", views.annex_file, name="clause_annex_export"),
]
urlpatterns = [
    path("", views.catalogue, name="clauses"),
    path("dossiers/", include(files)),
    path("bibliotheque/", include("jalons.procurement.web.own_clauses.urls")),
    path("<slug:clause>/", views.clause, name="clause"),
]
