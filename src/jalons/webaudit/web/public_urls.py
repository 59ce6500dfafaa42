"""What the room shows to everybody."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
