"""Reference data: what every page reads and hardly anybody changes, such as stages, the people to choose from, list settings.

A process keeps it from one page to the next as long as the database says that it is the same. The database says so by its
*edition*, which triggers renew with every write of a table of reference data, whoever writes. See docs/decisions/0039.
"""
