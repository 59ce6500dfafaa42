from django.urls import path

from jalons.foundation.register.urls import urls_of
from jalons.inclusion.web.access import views
from jalons.inclusion.web.access.register import studies

urlpatterns = [
    path("<uuid:pk>/calculer/", views.compute, name="access_compute"),
    path("<uuid:pk>/communes.<slug:kind>", views.table, name="access_table"),
    *urls_of(studies, record=views.record),
]
