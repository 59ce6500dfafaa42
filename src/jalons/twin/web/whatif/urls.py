from django.urls import include, path

from jalons.foundation.accounts.heavy import Views
from jalons.foundation.register.urls import urls_of
from jalons.twin.web.whatif.register import snapshots, whatifs

change_views = Views("jalons.twin.web.whatif.change_views")
views = Views("jalons.twin.web.whatif.views")

ONE = "<uuid:pk>/"
scenarios = urls_of(
    whatifs, new=views.choose, record=views.whatif, edit=views.edit, restore=views.restore
)
pictures = urls_of(snapshots, new=views.snapshot_new, record=views.snapshot)

urlpatterns = [
    *scenarios,
    path("etats/", include(pictures)),
    path("nouveau/<slug:kind>/", change_views.new, name="twin_whatif_try"),
    path("comparer/", views.compare, name="twin_whatif_compare"),
    path(f"{ONE}ajouter/<slug:kind>/", change_views.add, name="twin_whatif_add"),
    path(f"{ONE}retirer/<int:place>/", views.drop_change, name="twin_whatif_drop_change"),
    path(f"{ONE}dupliquer/", views.duplicate, name="twin_whatif_duplicate"),
    path(f"{ONE}export/<slug:kind>/", views.export, name="twin_whatif_result"),
]
