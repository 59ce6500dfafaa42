from django.urls import path

from jalons.strategy.web.facts import views

urlpatterns = [path("faits/", views.facts, name="diagnosis_facts")]
