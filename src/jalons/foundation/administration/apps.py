from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "jalons.foundation.administration"
    label = "administration"
