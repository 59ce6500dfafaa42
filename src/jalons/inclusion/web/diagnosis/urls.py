from django.urls import URLPattern, path

from jalons.foundation.register.urls import urls_of
from jalons.inclusion.web.diagnosis import views
from jalons.inclusion.web.diagnosis.register import diagnoses

urlpatterns: list[URLPattern] = [
    *urls_of(diagnoses, record=views.record),
    path("<uuid:pk>/calculer/", views.again, name="fragility_again"),
    path("<uuid:pk>/communes.<slug:kind>", views.table, name="fragility_table"),
]
