"""Ground floor: refusals, ids, the clock, bilingual texts, places, languages and working days.

Pure Python without Django, so that every rule above can be tried without a database.
"""
