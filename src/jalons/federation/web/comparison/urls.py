from django.urls import path

from jalons.federation.web.comparison import views

urlpatterns = [
    path("", views.figures, name="group_figures"),
    path("calculer/", views.compute, name="group_compute"),
    path("pres-de-chez-nous/", views.near_us, name="near_us"),
    path("besoins-et-offres/", views.board, name="notice_board"),
]
