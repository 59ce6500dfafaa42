from django.urls import path

from jalons.twin.web.heat import views

urlpatterns = [
    path("", views.home, name="twin_heat"),
    path("salle/nouvelle/", views.room_new, name="twin_heat_room_new"),
    path("besoin/nouveau/", views.need_new, name="twin_heat_need_new"),
    path("compteur/nouveau/", views.meter_new, name="twin_heat_meter_new"),
    path("importer/", views.several, name="twin_heat_import"),
    path("calcul/", views.trace, name="twin_heat_trace"),
    path("hypotheses/", views.assumptions, name="twin_heat_assumptions"),
    path("note/", views.show_note, name="twin_heat_note"),
    path("note/<slug:kind>/", views.export_note, name="twin_heat_note_export"),
    path("modifier/<path:entity>/", views.edit, name="twin_heat_edit"),
    path("releves/<path:entity>/", views.readings, name="twin_heat_readings"),
    path("supprimer/<path:entity>/", views.delete, name="twin_heat_delete"),
    path("retablir/<slug:key>/", views.restore, name="twin_heat_restore"),
]
