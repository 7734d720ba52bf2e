"""Tests of the launcher; each runs on one machine, as root and as an ordinary user."""
