"""Addresses of the family's own pages. What stands in a link to a key is no name and no number of anybody."""

from django.urls import path

from intentional_connection.family.views import (
    asking,
    concerns,
    connections,
    door,
    home,
    letter,
    meeting,
    plan,
    sharing,
)

app_name = "family"

urlpatterns = [
    path("my/", home.home, name="home"),
    path("my/people/", home.people, name="people"),
    path("my/language/", home.language, name="language"),
    path("my/meeting/", meeting.meeting, name="meeting"),
    path("my/plan/", plan.plan, name="plan"),
    path("my/plan/yes/", plan.yes, name="yes"),
    path("my/plan/<uuid:pk>/", plan.line, name="line"),
    path("my/plan/<uuid:pk>/question/", plan.ask, name="ask"),
    path("my/plan/<uuid:pk>/take-back/", plan.take_back, name="take_back"),
    path("my/connections/", connections.connections, name="connections"),
    path("my/choices/", sharing.choices, name="sharing"),
    path("my/choices/<uuid:pk>/no/", sharing.withdraw, name="withdraw"),
    path("my/help/", asking.help_page, name="help"),
    path("my/help/meeting/", asking.ask_meeting, name="ask_meeting"),
    path("my/help/missing/", asking.gap, name="gap"),
    path("my/help/tell/", concerns.tell, name="tell"),
    path("my/help/told/", concerns.told, name="told"),
    path("my/help/told/<uuid:pk>/reply/", concerns.reply, name="reply_concern"),
    path("my/help/told/<uuid:pk>/close/", concerns.close, name="close_concern"),
    path("my/choices/new/", concerns.view, name="view"),
    path("my/choices/new/all/", concerns.thaw, name="thaw"),
    path("k/<str:token>/", door.key, name="key"),
    path("k/<str:token>/new/", door.new_key, name="new_key"),
    path("l/", letter.code, name="letter"),
    path("l/open/", letter.opened, name="letter_open"),
    path("l/<str:token>/", letter.letter, name="carried"),
]
