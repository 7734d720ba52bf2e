"""Matching: which workers an agency might name for a family, and why, as pure functions.

It suggests; a person designates. Frozen values go in, frozen values come out: no database, no
clock, no chance. `suggest.suggest` is the door; `rules` sets aside, `score` counts, `model` holds
what may be known. Nationality, religion, ethnicity, education and names are not known here.
Answers are codes, numbers and parameters, never sentences, so they can be stored and read later in
any language.
"""
