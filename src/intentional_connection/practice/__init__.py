"""The practice as data: editions (which parts, steps, words and days) and what each site adopted of them.

In the field: a site adopts the practice in part, step by step; what it did not adopt is skipped with
the words "not in this site". An edition is a folder of TOML files and a catalogue of tasks; a shipped
edition is never edited, a change is a new version.

Verb: `adopt`. Named modules for other rooms: `edition` (`load`, `check`, `describe`), `models.Adoption`.
The room knows sites, and nothing of families: it must not import `cases`. There is no expression in
data, ever: an edition says which, in what order and within how many days; what things *are* is code.
"""
