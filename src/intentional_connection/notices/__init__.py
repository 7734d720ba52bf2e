"""Neutral messages: one row per reader in the act's own transaction, sent by the job worker."""
