from django.urls import include, path

from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.register.urls import urls_of
from jalons.foundation.register.views import record
from jalons.webaudit.web.grids import views
from jalons.webaudit.web.grids.register import decisions, findings, grids

urlpatterns = [
    path("constats/<uuid:pk>/capture/", heavy(views.screenshot), name="access_finding_shot"),
    path("constats/<uuid:pk>/capture.jpg", views.picture, name="access_finding_picture"),
    path("constats/", include(urls_of(findings, new=views.new_finding))),
    path("decisions/", include(urls_of(decisions))),
    path("ara/", heavy(views.bring_ara), name="access_grid_bring"),
    path("<uuid:pk>/ara.<slug:kind>", views.ara_file, name="access_grid_ara"),
    path("<uuid:pk>/themes/<int:number>/", views.topic, name="access_grid_topic"),
    path("<uuid:pk>/audit/", views.bring, name="access_grid_audit"),
    path("<uuid:pk>/tableau/", views.table, name="access_grid_table"),
    *urls_of(grids, record=record(grids, views.of_grid)),
]
