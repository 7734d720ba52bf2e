"""Roles: who does what for one family, computed. Pure: no database, no Django, no clock.

In the field: the catalogue becomes one family's tasks, each party says "we lead", "we help" or "tell us"
about a line, and everybody sees what is agreed and what still waits. This room answers which tasks exist
(`tasks`), when they are due (`days`), how each line stands and what to look at (`states`), and what a
version changed (`lines`). `model` holds the values that go in and come out: all frozen.

People are opaque ids, dates are parameters, answers are codes, never sentences. The room knows the
catalogue of the practice and nothing else: no names, no contents of tasks, no rows, nobody's right to read.
Whoever asks leaves out beforehand what the reader may not see.
"""
