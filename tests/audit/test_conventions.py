"""No code writes tracked rows past the history: found in the source, not hoped for (P13)."""

import ast
from pathlib import Path

import pytest

from crm_merge.audit.touched import tracked_models

ROOT = Path(__file__).resolve().parents[2]
APPS = ("crm_merge", "merging", "orders", "trash")
DOOR = ROOT / "crm_merge" / "audit"
SET_BASED = {"update", "bulk_update", "bulk_create", "update_or_create", "abulk_create", "aupdate", "abulk_update", "_raw_delete"}
UNTRACKED = {"user", "session", "draft"}  # people and open merges have no history table
CHAIN = {"objects", "_base_manager", "_default_manager"}


def _sources() -> list[Path]:
    files = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))]
    return [path for path in files if "migrations" not in path.parts and DOOR not in path.parents]


def _root_of(call: ast.Call) -> tuple[str, bool]:
    """The name that a chain of calls begins with, and whether it goes through a manager."""
    node, through_manager = call.func, False
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
        if isinstance(node, ast.Attribute):
            through_manager |= node.attr in CHAIN
            node = node.value
        else:
            node = node.func if isinstance(node, ast.Call) else node.value
    return getattr(node, "id", ""), through_manager


def offences(source: str) -> list[str]:
    """Calls in ``source`` that write past the history of a tracked model."""
    tracked = {model.__name__ for model in tracked_models()} | {"model", "child", "Record"}
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, (root, through_manager) = node.func.attr, _root_of(node)
        on_tracked = through_manager and root in tracked
        if on_tracked and name in SET_BASED | {"delete"}:
            found.append(f"{node.lineno}: {root} … .{name}()")
        receiver = node.func.value
        owner = getattr(receiver, "attr", getattr(receiver, "id", ""))
        if name in ("save", "asave") and owner not in UNTRACKED and any(word.arg == "update_fields" for word in node.keywords):
            found.append(f"{node.lineno}: save(update_fields=…)")
    return found


@pytest.mark.parametrize("path", _sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_source_writes_through_the_audit_door_only(path):
    assert offences(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "Order.objects.filter(pk=1).update(title='x')",
        "Comment.objects.bulk_create([])",
        "Contact._base_manager.filter(pk=1).delete()",
        "order.save(update_fields=['title'])",
    ],
)
def test_the_search_finds_what_it_looks_for(line):
    assert len(offences(line)) == 1


def test_untracked_models_and_dictionaries_may_be_updated():
    assert offences("values.update(a=1); Job.objects.filter(pk=1).update(done=2); TrashEntry.objects.bulk_create([])") == []
