"""What sites do with the practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can
from intentional_connection.journal.verb import verb
from intentional_connection.kernel.errors import Refused
from intentional_connection.practice.edition import load
from intentional_connection.practice.models import FIRST_EDITION, Adoption

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from intentional_connection.partners.models import Site
    from intentional_connection.people.models import Account


@verb(Can.ADOPT)
def adopt(
    site: Site,
    by: Account,
    *,
    parts: Iterable[str],
    key: str = FIRST_EDITION[0],
    version: int = FIRST_EDITION[1],
    after: UUID | None = None,
) -> Adoption:
    """Adopt an edition with these of its parts, and what belongs to every site. Running cases keep what they started with.

    `after` is the adoption that the chooser had before the eyes. Refused for unknown parts, when nothing
    would change, and when somebody adopted other parts meanwhile.
    """
    edition = load(key, version)
    chosen = sorted({*parts, *edition.compulsory})
    if not set(chosen) <= {part.key for part in edition.parts}:
        raise Refused(_("This part is not in the edition. Choose among the listed parts."))
    newest = Adoption.objects.of(site)
    if after and after != newest.pk:
        raise Refused(_("Somebody changed the parts meanwhile. Open the page anew, look, then choose."))
    if newest.by_id and newest.is_same_as(edition, chosen):
        raise Refused(_("The site has adopted exactly these parts already. Change one, then save."))
    return Adoption.objects.create(
        site=site, edition_key=key, edition_version=version, edition_digest=edition.digest, parts=chosen, by=by
    )
