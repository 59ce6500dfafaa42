from django.urls import path

from jalons.foundation.register.urls import urls_of
from jalons.inclusion.web.siting import views
from jalons.inclusion.web.siting.register import sitings

urlpatterns = [
    path("<uuid:pk>/calculer/", views.compute, name="siting_compute"),
    *urls_of(sitings, record=views.record),
]
