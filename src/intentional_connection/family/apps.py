from django.apps import AppConfig


class FamilyConfig(AppConfig):
    name = "intentional_connection.family"
    label = "family"
