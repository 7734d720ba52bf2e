"""The base of every form: plain words for every mistake, dates that stay as typed, sizes that end somewhere."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField

ISO = "%Y-%m-%d"
#: No life and no file of this practice lies outside; it keeps typing errors like the year 20026 out.
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)

REQUIRED: tuple[tuple[type[forms.Field], Any], ...] = (
    (forms.EmailField, _("Write an e-mail address here.")),
    (forms.MultipleChoiceField, _("Choose at least one answer.")),
    (forms.ModelMultipleChoiceField, _("Choose at least one answer.")),
    (forms.ChoiceField, _("Choose an answer.")),
    (forms.ModelChoiceField, _("Choose an answer.")),
    (forms.BooleanField, _("Tick this box to go on.")),
    (forms.DateField, _("Write the date here.")),
    (forms.IntegerField, _("Write a number here.")),
    (forms.FileField, _("Choose a file.")),
    (forms.Field, _("Write an answer here.")),
)
INVALID: tuple[tuple[type[forms.Field], Any], ...] = (
    (forms.EmailField, _("Write an e-mail address like name@example.org.")),
    (forms.DateField, _("This date does not exist. Write year, month and day, like 2026-12-09.")),
    (forms.IntegerField, _("Write a whole number, like 3.")),
    (forms.UUIDField, _("This page is out of date. Load it again.")),
    (forms.Field, _("Write this in another way.")),
)
SHORTER = ngettext_lazy(
    "Shorten this to %(limit_value)d character; it has %(show_value)d now.",
    "Shorten this to %(limit_value)d characters; it has %(show_value)d now.",
    "limit_value",
)
LONGER = ngettext_lazy(
    "Write at least %(limit_value)d character; there are %(show_value)d now.",
    "Write at least %(limit_value)d characters; there are %(show_value)d now.",
    "limit_value",
)
OTHERS: dict[str, Any] = {
    "max_length": SHORTER,
    "min_length": LONGER,
    "invalid_choice": _("Choose one of the answers shown."),
    "invalid_list": _("Choose one of the answers shown."),
    "invalid_pk_value": _("Choose one of the answers shown."),
    "null_characters_not_allowed": _("There is a sign in this text that cannot be kept. Write the text again."),
    "min_value": _("Write %(limit_value)s or more."),
    "max_value": _("Write %(limit_value)s or less."),
}
YEARS = _("Write a year between 1900 and 2199.")


class DateInput(forms.DateInput):
    """A day. What is not one stays readable as it was typed: a browser's own picker would hide it."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format=ISO)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Show a text field instead of the picker while the text is no day."""
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not _is_day(shown):
            context["widget"]["type"] = "text"
        return context


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


class PlainWords:
    """Turn Django's own sentences into ours, field by field; a form's own sentences stay.

    Mixed into every form of ours and into those of the sign-in library.
    """

    required_css_class = "required"
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask()
        for field in self.fields.values():
            _say_plainly(field)
            if isinstance(field, forms.DateField) and not isinstance(field, forms.DateTimeField):
                _take_days(field)
            # A browser cuts a pasted text at maxlength and says nothing: we keep it and say how long it may be.
            field.widget.attrs.pop("maxlength", None)

    def ask(self) -> None:
        """Make the fields that only this page needs, before all of them learn plain words."""

    def get_context(self) -> dict[str, Any]:
        """Add the error summary: every mistake of the form, with the field it leads to."""
        context: dict[str, Any] = super().get_context()  # type: ignore[misc]
        shown: list[tuple[BoundField, Any]] = context["fields"]
        context["mistakes"] = [(field, error) for field, errors in shown for error in errors]
        context["general"] = list(self.non_field_errors())  # type: ignore[attr-defined]
        if any(field.errors for field in context["hidden_fields"]):
            context["general"].append(_("This page is out of date. Load it again."))
        return context


class Form(PlainWords, forms.Form):
    """What every form of the product is made from."""


def _say_plainly(field: forms.Field) -> None:
    django_says = _of_django(type(field))
    ours = {"required": _first(REQUIRED, field), "invalid": _first(INVALID, field), **OTHERS}
    for code, text in ours.items():
        said = field.error_messages.get(code)
        if said is None or said is django_says.get(code):
            field.error_messages[code] = text


def _of_django(kind: type[forms.Field]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for one in reversed(kind.__mro__):
        if one.__module__.startswith("django."):
            said.update(getattr(one, "default_error_messages", {}))
    return said


def _first(words: tuple[tuple[type[forms.Field], Any], ...], field: forms.Field) -> Any:
    return next(text for kind, text in words if isinstance(field, kind))


def _take_days(field: forms.DateField) -> None:
    field.input_formats = [ISO]
    field.validators = [*field.validators, _in_our_time]
    if type(field.widget) is forms.DateInput:
        field.widget = _with_attrs(DateInput(), field)


def _in_our_time(day: date) -> None:
    if not EARLIEST <= day <= LATEST:
        raise ValidationError(YEARS, code="year")


def _with_attrs(widget: DateInput, field: forms.DateField) -> DateInput:
    widget.attrs.update(field.widget.attrs)
    widget.is_required = field.required
    return widget
