from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "jalons.foundation.partners"
    label = "partners"
