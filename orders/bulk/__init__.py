"""Doing something with many records of a list at once.

The way of an action: ``choosing`` (what is ticked in a tab) → ``meaning`` (which records that means, for one person, now) →
``changes`` (what is written) → ``carrying_out`` (lock, ask for rights, write, chunk by chunk in one transaction) →
``running`` (at once or in the background) → ``reporting`` (what was left as it was, and why).
"""
