from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "jalons.catalogue.web"
    label = "catalogue"
