"""Addresses of the notices room."""

from django.urls import path

from intentional_connection.notices import views

app_name = "notices"

urlpatterns = [path("me/notices/", views.preferences, name="preferences")]
