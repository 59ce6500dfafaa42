from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "jalons.foundation.publishing"
    label = "publishing"
