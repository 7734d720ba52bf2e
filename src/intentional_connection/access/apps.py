from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "intentional_connection.access"
    label = "access"
