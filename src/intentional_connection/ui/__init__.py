"""The look and the language of every page: base page, sheet, icons, forms, words for dates and languages.

Knows nothing of families, organizations or accounts: pages hand it what to show.
"""
