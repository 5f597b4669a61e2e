"""The parts of the wizard's pages that repeat per record, field or row, as HTML: plain Python, because a template takes
long for each of hundreds. Everything that people wrote is escaped here.
"""
