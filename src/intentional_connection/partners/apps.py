from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "intentional_connection.partners"
    label = "partners"
