from django.urls import path

from jalons.strategy.web.comparison import views

urlpatterns = [
    path("", views.comparison, name="comparison"),
    path("partage/", views.sharing, name="comparison_sharing"),
]
