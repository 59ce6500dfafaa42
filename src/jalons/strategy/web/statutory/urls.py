from django.urls import path

from jalons.strategy.web.statutory import views

urlpatterns = [
    path("", views.overview, name="documents"),
]
