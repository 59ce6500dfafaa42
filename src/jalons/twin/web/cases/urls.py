from django.urls import path

from jalons.foundation.accounts.heavy import Views

views = Views("jalons.twin.web.cases.views")

ONE = "<uuid:pk>/"
PART = f"{ONE}resultats/<uuid:part>/"

urlpatterns = [
    path("", views.overview, name="twin_cases"),
    path("nouveau/", views.new, name="twin_case_new"),
    path(ONE, views.case, name="twin_case"),
    path(f"{ONE}modifier/", views.edit, name="twin_case_edit"),
    path(f"{ONE}etat/", views.move, name="twin_case_move"),
    path(f"{ONE}resultats/nouveau/", views.result, name="twin_case_result"),
    path(f"{PART}supprimer/", views.result_delete, name="twin_case_result_delete"),
    path(f"{PART}restaurer/", views.result_restore, name="twin_case_result_restore"),
    path(f"{ONE}supprimer/", views.delete, name="twin_case_delete"),
    path(f"{ONE}restaurer/", views.restore, name="twin_case_restore"),
]
