"""Searching and filtering a list: what an address asks for, as a condition, as words, and as an address again.

``address`` reads and writes addresses, ``treatments`` know how a type of value is compared, ``fields`` says what a list
can be filtered by, ``listing`` puts it together for one reader. Lists, bulk actions and exports ask ``orders.matching``.
"""
