from django.urls import path

from jalons.strategy.web.roadmap import views

urlpatterns = [
    path("", views.overview, name="roadmap"),
]
