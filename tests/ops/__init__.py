"""Tests of the two commands and of what the doctor sees."""
