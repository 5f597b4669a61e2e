"""Ways in which other systems lose data, each with the test that it does not happen here.

The label ``t08`` and the like is the stable name of a case, the words after it say what goes wrong elsewhere. *S* is the
record that survives (the primary), *L* one that is merged into it. ``T01``–``T22``, ``T76`` and ``T77`` are losses when records
are merged, ``T45``–``T60`` losses when that is taken back. Tests go through the pages where a person would; the rest of
``tests/merging`` asks the same questions of every type and shape.
"""
