"""Pages of the room that belong to no authority."""

from django.urls import path

from jalons.strategy.web import views

urlpatterns = [
    path("engagements/", views.manifesto_page, name="manifesto"),
    path("indicateurs/", views.indicators_page, name="indicators"),
]
