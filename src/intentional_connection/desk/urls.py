"""Addresses of the pages that join rooms."""

from django.urls import path

from intentional_connection.desk.views import about, demo, groups, own_data, public, record, search, sites, team, today

app_name = "desk"

urlpatterns = [
    path("", public.start, name="start"),
    path("n/<uuid:pk>/", today.notice, name="notice"),
    path("today/", today.today, name="today"),
    path("families/", today.families, name="families"),
    path("find/", search.find, name="find"),
    path("families/<uuid:pk>/record/", record.record, name="record"),
    path("groups/", groups.groups, name="groups"),
    path("team/", team.team, name="team"),
    path("sites/", sites.sites, name="sites"),
    path("who-may-do-what/", about.rights, name="rights"),
    path("demo/", demo.demo, name="demo"),
    path("demo/try/", demo.things, name="demo_things"),
    path("demo/try/<slug:key>/", demo.thing, name="demo_thing"),
    path("outbox/", about.outbox, name="outbox"),
    path("me/data/", own_data.own_data, name="own_data"),
    path("privacy/", public.privacy, name="privacy"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("language/<slug:code>/", public.language, name="language"),
    path("health", about.health, name="health"),
    path("ready", about.ready, name="ready"),
]
