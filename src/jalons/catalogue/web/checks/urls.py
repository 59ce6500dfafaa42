from django.urls import path

from jalons.catalogue.web.checks import views
from jalons.foundation.accounts.heavy import heavy

urlpatterns = [
    path("", views.listing, name="dataset_check_list"),
    path("<uuid:pk>/", views.check, name="dataset_check"),
    path("<uuid:pk>/schema/", views.choose, name="dataset_check_choose"),
    path("<uuid:pk>/verifier/", views.run, name="dataset_check_run"),
    path("<uuid:pk>/corriger/", views.fix, name="dataset_check_fix"),
    path("<uuid:pk>/annuler/", views.undo, name="dataset_check_undo"),
    path("<uuid:pk>/erreurs.csv", heavy(views.errors), name="dataset_check_errors"),
    path("<uuid:pk>/csvw.json", views.metadata, name="dataset_check_csvw"),
]
