"""Kinds of values: how each is shown in a cell, as plain text, and in a spreadsheet.

``html`` escapes what it shows. It is called hundreds of times per page, so it is plain Python without templates.
"""

from .base import FieldType, Plain, Surroundings, surroundings
from .links import Link, Links, Title
from .several import Points, Several, Tags
from .values import Choice, Day, InStage, Instant, Integer, LongText, Money, Number, Person, Text, YesNo

__all__ = [
    "Choice",
    "Day",
    "FieldType",
    "InStage",
    "Instant",
    "Integer",
    "Link",
    "Links",
    "LongText",
    "Money",
    "Number",
    "Person",
    "Plain",
    "Points",
    "Several",
    "Surroundings",
    "Tags",
    "Text",
    "Title",
    "YesNo",
    "surroundings",
]
