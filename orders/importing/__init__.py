"""Data from other systems: a CSV file becomes people, products, companies, contacts and orders.

The way of a file: ``reading`` (bytes to rows) → ``examining`` (structure, what the columns look like) → ``mapping``
(columns to fields) → ``entries`` (rows to typed entries) → ``planning`` (what each entry would do) → ``writing``.
A dry run goes the same way and stops before the last step.
"""
