from django.urls import path

from jalons.foundation.accounts.heavy import Views

making = Views("jalons.twin.web.whatif.making")
views = Views("jalons.twin.web.whatif.views")

ONE = "<uuid:pk>/"

urlpatterns = [
    path("", views.overview, name="twin_whatifs"),
    path("nouveau/", views.choose, name="twin_whatif_choose"),
    path("nouveau/<slug:kind>/", making.new, name="twin_whatif_new"),
    path("comparer/", views.compare, name="twin_whatif_compare"),
    path("restaurer/<slug:kind>/<uuid:pk>/", views.restore, name="twin_whatif_restore"),
    path("etats/nouveau/", views.snapshot_new, name="twin_snapshot_new"),
    path(f"etats/{ONE}", views.snapshot, name="twin_snapshot"),
    path(f"etats/{ONE}supprimer/", views.snapshot_delete, name="twin_snapshot_delete"),
    path(ONE, views.whatif, name="twin_whatif"),
    path(f"{ONE}modifier/", views.edit, name="twin_whatif_edit"),
    path(f"{ONE}ajouter/<slug:kind>/", making.add, name="twin_whatif_add"),
    path(f"{ONE}retirer/<int:place>/", views.drop_change, name="twin_whatif_drop_change"),
    path(f"{ONE}dupliquer/", views.duplicate, name="twin_whatif_duplicate"),
    path(f"{ONE}supprimer/", views.delete, name="twin_whatif_delete"),
    path(f"{ONE}export/<slug:kind>/", views.export, name="twin_whatif_export"),
]
