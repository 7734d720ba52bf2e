"""Accounts (sign-in only) and profiles (name, languages, safe contact)."""
