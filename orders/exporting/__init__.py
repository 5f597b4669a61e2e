"""Records as a file: CSV or a workbook, of what a list shows or of chosen records, streamed and noted in the history.

The way of an export: ``asked`` (which records) → ``columns`` (which fields) → ``formats`` (how values are written) →
``streaming`` (portion by portion). What the reader may not read is left empty. The own import reads the CSV again.
"""
