"""Texts read before they are shown."""

from django.urls import path

from jalons.participation.web.moderation import views

urlpatterns = [
    path("", views.index, name="moderation_list"),
    path("<uuid:pk>/", views.waiting, name="moderation_waiting"),
    path("<uuid:pk>/journal/", views.log, name="moderation_log"),
    path("<uuid:pk>/journal.csv", views.log_file, name="moderation_log_file"),
    path("journal/<int:pk>/annuler/", views.take_back, name="moderation_take_back"),
]
