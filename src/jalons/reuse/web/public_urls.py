"""What the room shows to everybody."""

from django.urls import path

from jalons.reuse.web.lots import views

urlpatterns = [
    path("<slug:slug>/passeports/<uuid:pk>/", views.passport, name="passport"),
    path("<slug:slug>/passeports/<uuid:pk>.<slug:kind>", views.passport, name="passport_file"),
]
