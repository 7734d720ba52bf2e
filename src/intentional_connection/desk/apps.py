from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "intentional_connection.desk"
    label = "desk"
