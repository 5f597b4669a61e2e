"""The field catalogue: every field of a record described once.

Lists, filters, exports, imports and editing in place read it, so that a field declared here, or by a provider such as
the custom fields, is everywhere at once. ``catalogue`` is the door; ``types`` says how values are shown and sorted.
"""
