from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "jalons.foundation.design"
    label = "design"
