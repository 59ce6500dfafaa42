from django.urls import path

from jalons.foundation.journal import views

urlpatterns = [
    path("", views.journal, name="journal"),
    path("export.csv", views.journal_export, name="journal_export"),
]
