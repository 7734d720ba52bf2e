"""From whom an adult hides which topic, and how that was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intentional_connection.cases.forms.family import language_of_page
from intentional_connection.cases.forms.sharing import SaidForm
from intentional_connection.cases.models.narrowing import ABOUT_ME, OWN, topics_of
from intentional_connection.ui.forms import Form

if TYPE_CHECKING:
    from intentional_connection.cases.models import Case, Narrowing
    from intentional_connection.cases.models.narrowing import Whom
    from intentional_connection.practice.edition import Edition

#: How the form names the topic without a key.
_ALL = "all"


def topic_in_words(edition: Edition, topic: str) -> str:
    """What is hidden, as the worker's pages call it."""
    if topic == OWN:
        return _("Our own tasks")
    return _("Everything about this person alone") if topic == ABOUT_ME else edition.domain(topic).in_(language_of_page())


class HideForm(SaidForm):
    """From whom, which topic, and how the adult's word was said."""

    whom = forms.ChoiceField(label=gettext_lazy("From whom is it hidden?"), widget=forms.RadioSelect)
    topic = forms.ChoiceField(label=gettext_lazy("What is hidden?"), widget=forms.RadioSelect)
    field_order = ("whom", "topic")

    def __init__(self, data: Any = None, *, case: Case, offered: list[Whom]) -> None:
        super().__init__(data, case=case)
        del self.fields["language"]  # a consent keeps it, this word does not
        edition = case.adoption.edition
        self.offered = {one.code: one for one in offered}
        self.fields["whom"].choices = [(code, _named(one)) for code, one in self.offered.items()]  # type: ignore[attr-defined]
        self.fields["topic"].choices = [(key or _ALL, topic_in_words(edition, key)) for key in topics_of(edition)]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        topic = self.cleaned_data["topic"]
        return self.cleaned_data | {"whom": self.offered[self.cleaned_data["whom"]], "topic": "" if topic == _ALL else topic}


def _named(one: Whom) -> str:
    if one.account is None:
        return _("Everybody of %(name)s") % {"name": one.name}
    return _("%(person)s of %(name)s") % {"person": one.name, "name": one.organization.name}


class ShowForm(Form):
    """What is shown again."""

    narrowing = forms.ChoiceField()

    def __init__(self, data: Any = None, *, rows: list[Narrowing]) -> None:
        super().__init__(data)
        self.rows = {str(row.pk): row for row in rows}
        self.fields["narrowing"].choices = [(pk, pk) for pk in self.rows]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {"narrowing": self.rows[self.cleaned_data["narrowing"]]}
