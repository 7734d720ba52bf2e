"""Time zones in which a meeting may be agreed or somebody reads: Canada's, and those of common countries of first asylum.

A zone is kept by its IANA name; a page says the hour on Ontario's clock and, where it differs, on the meeting's own.
"""

from __future__ import annotations

from intentional_connection.kernel.text import Text

ONTARIO = "America/Toronto"

#: In the order in which a form offers them.
ZONES: dict[str, Text] = {
    ONTARIO: Text("Ontario", "Ontario"),
    "America/Halifax": Text("Halifax", "Halifax"),
    "America/Winnipeg": Text("Winnipeg", "Winnipeg"),
    "America/Edmonton": Text("Edmonton", "Edmonton"),
    "America/Vancouver": Text("Vancouver", "Vancouver"),
    "Africa/Addis_Ababa": Text("Addis Ababa", "Addis-Abeba"),
    "Asia/Amman": Text("Amman", "Amman"),
    "Asia/Beirut": Text("Beirut", "Beyrouth"),
    "Africa/Cairo": Text("Cairo", "Le Caire"),
    "Asia/Dhaka": Text("Dhaka", "Dacca"),
    "Asia/Karachi": Text("Islamabad", "Islamabad"),
    "Europe/Istanbul": Text("Istanbul", "Istanbul"),
    "Asia/Kabul": Text("Kabul", "Kaboul"),
    "Africa/Kampala": Text("Kampala", "Kampala"),
    "Africa/Khartoum": Text("Khartoum", "Khartoum"),
    "Africa/Kigali": Text("Kigali", "Kigali"),
    "Asia/Kuala_Lumpur": Text("Kuala Lumpur", "Kuala Lumpur"),
    "Africa/Nairobi": Text("Nairobi", "Nairobi"),
    "Asia/Kolkata": Text("New Delhi", "New Delhi"),
    "Asia/Tehran": Text("Tehran", "Téhéran"),
    "Europe/Warsaw": Text("Warsaw", "Varsovie"),
}
