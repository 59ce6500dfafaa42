from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "jalons.foundation.tasks"
    label = "tasks"
