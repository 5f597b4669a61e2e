"""What follows from a plan, as tags."""

from django import template

from merging.showing import results

register = template.Library()

PARTS = (
    results.result_fields,
    results.result_facts,
    results.moving,
    results.resulting_lines,
    results.trashed,
    results.left_behind,
)
for part in PARTS:
    register.simple_tag(part)
