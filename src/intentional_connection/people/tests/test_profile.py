"""How a person is called and reached, in the person's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.people import verbs
from intentional_connection.people.models import Account, Profile
from intentional_connection.people.verbs import account_of
from tests.world import enter

if TYPE_CHECKING:
    from tests.world import World

SAYS = {"name": "Selam T.", "phone": "519 555 0188", "language": "fr"}


def test_a_person_says_the_own_name_telephone_and_language(world: World) -> None:
    browser = world.client(world.selam)
    browser.cookies["django_language"] = "en"
    assert 'value="Selam"' in browser.get("/me/").content.decode()
    answer = browser.post("/me/", SAYS)
    assert answer.status_code == 303
    enter(world.selam)
    row = Profile.objects.get(account=world.selam)
    assert (row.name, row.phone) == ("Selam T.", "519 555 0188")
    assert Account.objects.get(pk=world.selam.pk).language == "fr"
    assert answer.cookies["django_language"]["max-age"] == 0, "pages follow the account again"
    del browser.cookies["django_language"]
    assert '<html lang="fr"' in browser.get("/me/").content.decode()


def test_somebody_without_a_profile_makes_one(world: World) -> None:
    ada = account_of("ada@example.org")
    assert world.client(ada).post("/me/", SAYS | {"name": "Ada"}).status_code == 303
    enter(ada)
    assert Profile.objects.get(account=ada).name == "Ada"


@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": "x" * 81}, {"phone": "5" * 31}, {"language": "tlh"}, {"name": "a\x00"}])
def test_what_cannot_be_kept_is_refused_and_stays_as_typed(world: World, wrong: dict[str, str]) -> None:
    answer = world.client(world.selam).post("/me/", SAYS | wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    enter(world.selam)
    assert Profile.objects.get(account=world.selam).name == "Selam"


def test_the_page_is_for_people_who_are_signed_in(world: World) -> None:
    answer = Client().get("/me/")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("?next=/me/")


def test_nobody_writes_somebody_elses_profile(world: World) -> None:
    enter(world.helen)
    with pytest.raises(NotAllowed):
        verbs.edit_profile(world.selam, world.helen, name="X", phone="")
