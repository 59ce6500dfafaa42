from django.urls import path

from jalons.foundation.design import views

urlpatterns = [path("", views.gallery, name="gallery")]
