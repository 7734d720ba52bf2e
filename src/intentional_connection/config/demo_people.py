"""Who is in the demo world, as tables: three sites, their organizations and people. All invented; postal areas are real ones."""

from __future__ import annotations

from intentional_connection.access.seats import Seat
from intentional_connection.partners.models import Kind

#: key, name, parts of the practice that the site has not adopted
SITES: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("grand_river", "Grand River", frozenset()),
    ("bay", "Bay", frozenset({"public_request", "worker_suggestions", "agreements", "evaluation", "month_13"})),
    ("valley", "Upper Valley", frozenset()),
)
#: key, kind, name, more; a group without a SAH registers itself (GROUPS)
ORGANIZATIONS: tuple[tuple[str, Kind, str, dict[str, str]], ...] = (
    ("lakeside", Kind.SAH, "Lakeside SAH", {"fsa": "N2H", "phone": "519 555 0101"}),
    ("hillside", Kind.SAH, "Hillside SAH", {"fsa": "N1R", "phone": "519 555 0102"}),
    ("st_marks", Kind.CONSTITUENT_GROUP, "St Mark’s group", {"sah": "lakeside", "fsa": "N2G"}),
    ("willow_lane", Kind.CONSTITUENT_GROUP, "Willow Lane friends", {"sah": "lakeside", "fsa": "N2K"}),
    ("northside", Kind.CONSTITUENT_GROUP, "Northside neighbours", {"sah": "lakeside", "fsa": "N2L"}),
    ("market_square", Kind.CONSTITUENT_GROUP, "Market Square group", {"sah": "lakeside", "fsa": "N2H"}),
    ("old_mill", Kind.CONSTITUENT_GROUP, "Old Mill circle", {"sah": "lakeside", "fsa": "N2M"}),
    ("hill_circle", Kind.CONSTITUENT_GROUP, "Hillside circle", {"sah": "hillside", "fsa": "N1S"}),
    ("chapel_hill", Kind.CONSTITUENT_GROUP, "Chapel Hill friends", {"sah": "hillside", "fsa": "N1R"}),
    ("harbour", Kind.SPO, "Harbour settlement agency", {"fsa": "N2G", "phone": "519 555 0110"}),
    ("northgate", Kind.SPO, "Northgate newcomer centre", {"site": "valley", "fsa": "N1H", "phone": "519 555 0120"}),
    ("valley_road", Kind.CONSTITUENT_GROUP, "Valley Road group", {"site": "valley", "sah": "lakeside", "fsa": "N1E"}),
    ("mill_pond", Kind.CONSTITUENT_GROUP, "Mill Pond friends", {"site": "valley", "sah": "lakeside", "fsa": "N1H"}),
    ("four_corners", Kind.CONSTITUENT_GROUP, "Four Corners circle", {"site": "valley", "sah": "hillside", "fsa": "N1G"}),
    ("quarry_street", Kind.CONSTITUENT_GROUP, "Quarry Street group", {"site": "valley", "sah": "hillside", "fsa": "N1L"}),
    ("shoreline", Kind.SAH, "Shoreline SAH", {"site": "bay", "fsa": "L8R", "phone": "905 555 0103"}),
    ("shore_friends", Kind.CONSTITUENT_GROUP, "Shoreline friends", {"site": "bay", "sah": "shoreline"}),
    ("lighthouse", Kind.CONSTITUENT_GROUP, "Lighthouse group", {"site": "bay", "sah": "shoreline", "fsa": "L8L"}),
    ("escarpment", Kind.CONSTITUENT_GROUP, "Escarpment neighbours", {"site": "bay", "sah": "shoreline", "fsa": "L8M"}),
    ("beacon_street", Kind.CONSTITUENT_GROUP, "Beacon Street friends", {"site": "bay", "sah": "shoreline", "fsa": "L8N"}),
    ("pier_four", Kind.CONSTITUENT_GROUP, "Pier Four circle", {"site": "bay", "sah": "shoreline", "fsa": "L8L"}),
    ("stone_bridge", Kind.CONSTITUENT_GROUP, "Stone Bridge group", {"site": "bay", "sah": "shoreline", "fsa": "L8S"}),
    ("bayview", Kind.SPO, "Bayview welcome", {"site": "bay", "fsa": "L8P", "phone": "905 555 0130"}),
)
#: key, organization, seat, who added the person ("cora" only for the first one), telephone, language of mails
PEOPLE = (
    ("judith", "network", Seat.LISTENER, "cora", "519 555 0150", "en"),
    ("paul", "lakeside", Seat.SAH_STAFF, "cora", "519 555 0151", "en"),
    ("marie", "lakeside", Seat.SAH_STAFF, "paul", "519 555 0152", "fr"),
    ("hugo", "hillside", Seat.SAH_STAFF, "cora", "519 555 0153", "en"),
    ("ruth", "st_marks", Seat.SPONSOR_REP, "cora", "519 555 0154", "en"),
    ("tom", "st_marks", Seat.SPONSOR_MEMBER, "ruth", "", "en"),
    ("daniel", "willow_lane", Seat.SPONSOR_REP, "cora", "519 555 0155", "en"),
    ("aisha", "northside", Seat.SPONSOR_REP, "cora", "519 555 0156", "en"),
    ("agnes", "market_square", Seat.SPONSOR_REP, "cora", "519 555 0181", "en"),
    ("victor", "market_square", Seat.SPONSOR_MEMBER, "agnes", "", "en"),
    ("peter", "old_mill", Seat.SPONSOR_REP, "cora", "519 555 0182", "en"),
    ("anita", "old_mill", Seat.SPONSOR_MEMBER, "peter", "", "en"),
    ("ines", "hill_circle", Seat.SPONSOR_REP, "cora", "519 555 0157", "fr"),
    ("clara", "chapel_hill", Seat.SPONSOR_REP, "cora", "519 555 0183", "en"),
    ("helen", "harbour", Seat.SUPERVISOR, "cora", "519 555 0161", "en"),
    ("nadia", "northgate", Seat.SUPERVISOR, "cora", "519 555 0162", "en"),
    ("irene", "valley_road", Seat.SPONSOR_REP, "cora", "519 555 0184", "en"),
    ("ben", "valley_road", Seat.SPONSOR_MEMBER, "irene", "", "en"),
    ("martin", "mill_pond", Seat.SPONSOR_REP, "cora", "519 555 0185", "en"),
    ("joyce", "four_corners", Seat.SPONSOR_REP, "cora", "519 555 0186", "en"),
    ("felix", "quarry_street", Seat.SPONSOR_REP, "cora", "519 555 0187", "en"),
    ("carol", "quarry_street", Seat.SPONSOR_MEMBER, "felix", "", "en"),
    ("sam", "shoreline", Seat.SAH_STAFF, "cora", "905 555 0163", "en"),
    ("olga", "shore_friends", Seat.SPONSOR_REP, "cora", "905 555 0164", "en"),
    ("edith", "lighthouse", Seat.SPONSOR_REP, "cora", "905 555 0188", "en"),
    ("frank", "lighthouse", Seat.SPONSOR_MEMBER, "edith", "", "en"),
    ("ravi", "escarpment", Seat.SPONSOR_REP, "cora", "905 555 0189", "en"),
    ("monique", "beacon_street", Seat.SPONSOR_REP, "cora", "905 555 0190", "fr"),
    ("arthur", "pier_four", Seat.SPONSOR_REP, "cora", "905 555 0191", "en"),
    ("lily", "stone_bridge", Seat.SPONSOR_REP, "cora", "905 555 0192", "en"),
    ("bruno", "bayview", Seat.SUPERVISOR, "cora", "905 555 0165", "en"),
)
#: key, agency, supervisor, languages with level, place, gender, room in points. No two are equal for a family of the
#: story: equals are ordered by their keys, which differ from one playing to the next.
WORKERS = (
    ("selam", "harbour", "helen", {"ti": 3, "am": 2, "en": 3}, "N2H", "woman", 24),
    ("omar", "harbour", "helen", {"ar": 3, "ckb": 2, "prs": 2, "en": 3}, "N2H", "man", 24),
    ("amal", "harbour", "helen", {"fr": 3, "so": 3, "ar": 2, "en": 3}, "N2G", "woman", 18),
    ("yonas", "northgate", "nadia", {"ti": 3, "am": 3, "so": 2, "en": 2}, "N1H", "man", 24),
    ("dalia", "bayview", "bruno", {"ar": 3, "uk": 2, "en": 3}, "L8P", "woman", 24),
)
#: Groups without a SAH register themselves: who, key, group's kind, name, telephone, postal area, site, days ago
GROUPS = (
    ("wendy", "kingfisher", Kind.GROUP_OF_FIVE, "Kingfisher five", "519 555 0142", "N2T", "grand_river", 420),
    ("noel", "orchard_row", Kind.GROUP_OF_FIVE, "Orchard Row five", "519 555 0143", "N2P", "grand_river", 90),
    ("george", "barn_door", Kind.GROUP_OF_FIVE, "Barn Door five", "519 555 0144", "N1G", "valley", 300),
    ("stella", "bookshop", Kind.COMMUNITY_SPONSOR, "Valley Bookshop", "519 555 0145", "N1H", "valley", 75),
    ("grace", "birch", Kind.GROUP_OF_FIVE, "Birch Street five", "519 555 0140", "N2L", "grand_river", 60),
    ("leo", "bakery", Kind.COMMUNITY_SPONSOR, "Corner Bakery", "519 555 0141", "N2J", "grand_river", 60),
)
