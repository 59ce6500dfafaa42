from django.urls import path

from jalons.foundation.tasks import views

urlpatterns = [
    path("travaux/<int:job_id>/", views.job, name="job"),
    path("travaux/<int:job_id>/arreter/", views.cancel, name="job_cancel"),
]
