"""What somebody may choose about being told."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from intentional_connection.kernel.zones import ZONES
from intentional_connection.notices.hours import Digest
from intentional_connection.notices.models import Channel
from intentional_connection.ui.forms import Form
from intentional_connection.ui.templatetags.ic import in_language

if TYPE_CHECKING:
    from intentional_connection.notices.models import NoticePreference

#: Hours offered, every half hour: chosen from a list, nobody has to write one.
HALF_HOURS = [(f"{hour:02}:{minute}", f"{hour:02}:{minute}") for hour in range(24) for minute in ("00", "30")]
DIGESTS = [
    (Digest.OFF, _("Each message by itself")),
    (Digest.DAILY, _("One mail a day, when the quiet hours end")),
    (Digest.WEEKLY, _("One mail a week, on Monday")),
]


class PreferenceForm(Form):
    """How, how often, and not between which hours."""

    channel = forms.ChoiceField(label=_("How do we tell you that there is something for you?"), choices=Channel, widget=forms.RadioSelect)
    digest = forms.ChoiceField(
        label=_("How often, if by e-mail?"),
        help_text=_("An invitation with a calendar file always comes by itself."),
        choices=DIGESTS,
        widget=forms.RadioSelect,
    )
    quiet_from = forms.TypedChoiceField(label=_("Quiet hours begin at"), choices=HALF_HOURS, coerce=time.fromisoformat)
    quiet_to = forms.TypedChoiceField(
        label=_("Quiet hours end at"),
        help_text=_("Choose the same hour twice if you want no quiet hours."),
        choices=HALF_HOURS,
        coerce=time.fromisoformat,
    )
    zone = forms.ChoiceField(
        # Translators: label of the list of places whose clock holds
        label=pgettext_lazy("label", "On the clock of")
    )

    def __init__(self, data: Any = None, *, preference: NoticePreference) -> None:
        names = ("channel", "digest", "zone")
        hours = {name: f"{getattr(preference, name):%H:%M}" for name in ("quiet_from", "quiet_to")}
        super().__init__(data, initial={**{name: getattr(preference, name) for name in names}, **hours})

    def ask(self) -> None:
        """Places in the reader's language."""
        self.fields["zone"].choices = [(key, in_language(name)) for key, name in ZONES.items()]  # type: ignore[attr-defined]
