"""What sites do with the practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can
from intentional_connection.journal.verb import verb
from intentional_connection.kernel.errors import Refused
from intentional_connection.practice.edition import load
from intentional_connection.practice.models import Adoption

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intentional_connection.partners.models import Site
    from intentional_connection.people.models import Account


@verb(Can.ADOPT)
def adopt(site: Site, by: Account, *, parts: Iterable[str], key: str = "ontario-2021", version: int = 1) -> Adoption:
    """Adopt an edition with these of its parts. Running cases keep what they started with. Refused for unknown parts."""
    edition = load(key, version)
    chosen = sorted(set(parts))
    known = {part.key for part in edition.parts}
    if not set(chosen) <= known:
        raise Refused(_("This part is not in the edition. Choose among the listed parts."))
    return Adoption.objects.create(
        site=site, edition_key=key, edition_version=version, edition_digest=edition.digest, parts=chosen, by=by
    )
