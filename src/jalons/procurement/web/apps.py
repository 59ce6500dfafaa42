from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "jalons.procurement.web"
    label = "procurement"
