"""The family's own pages: an adult's key, the page on the telephone, and the letter that is passed on. No tables."""
