"""Tests of the whole house; tests of one room stand beside its code."""
