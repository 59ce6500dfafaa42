from django.urls import path

from jalons.catalogue.web.duties import views
from jalons.catalogue.web.duties.register import answers
from jalons.foundation.register.urls import urls_of

urlpatterns = [
    path("repondre/<slug:code>/", views.answer, name="duty_answer_to"),
    *urls_of(answers, list=views.board),
]
