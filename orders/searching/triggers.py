"""Which write makes which search entries stale. One trigger per table and kind of statement, with its transition tables.

``gone`` holds the rows before, ``fresh`` the rows after. A write of columns that no entry depends on costs one comparison.
Plans are kept for the session: without nested loops the plan made for one row is as good for a hundred thousand.
"""
# ruff: noqa: E501, S608 - SQL; only constants are put into the text

from collections.abc import Iterator

SETS = {"orders": "order", "contacts": "contact", "companies": "company"}
PREPARE = "\n".join(f"    {name} bigint[] := '{{}}';" for name in SETS)
REFRESH = "\n".join(f"    PERFORM orders_refresh_{kind}_entries({name});" for name, kind in reversed(SETS.items()))


def _keys(name: str, sql: str) -> str:
    """Add the keys that ``sql`` finds to the set ``name``."""
    return f"    {name} := {name} || ARRAY(SELECT key FROM ({sql}) AS found(key) WHERE key IS NOT NULL);\n"


def _function(table: str, body: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION {table}_stale_entries() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $$
DECLARE
{PREPARE}
BEGIN
{body}
{REFRESH}
    RETURN NULL;
END
$$;
"""


def _branches(insert: str, update: str, delete: str) -> str:
    return f"    IF TG_OP = 'INSERT' THEN\n{insert}    ELSIF TG_OP = 'UPDATE' THEN\n{update}    ELSE\n{delete}    END IF;\n"


def _differing(columns: str) -> str:
    different = " OR ".join(f"gone.{column} IS DISTINCT FROM fresh.{column}" for column in columns.split())
    return f"fresh JOIN gone ON gone.id = fresh.id WHERE {different}"


def _resorted(kind: str, columns: str) -> str:
    """Records of which only what lists sort by is different: their words stay."""
    return f"    PERFORM orders_refresh_{kind}_keys(ARRAY(SELECT fresh.id FROM {_differing(columns)}));\n"


def _removed(kind: str) -> str:
    return f"    DELETE FROM orders_{kind}searchentry WHERE record_id = ANY (ARRAY(SELECT id FROM gone));\n"


def _both(column: str, source: str) -> str:
    return f"SELECT fresh.{column} FROM {source} UNION SELECT gone.{column} FROM {source}"


def _followers(contacts: str, companies: str) -> str:
    """Entries that hold words of the given contacts or companies."""
    return (
        _keys("companies", f"SELECT company_id FROM orders_contact WHERE id = ANY ({contacts})")
        + _keys("orders", f"SELECT order_id FROM orders_ordercontact WHERE contact_id = ANY ({contacts})")
        + _keys("orders", f"SELECT id FROM orders_order WHERE company_id = ANY ({companies})")
        + _keys("contacts", f"SELECT id FROM orders_contact WHERE company_id = ANY ({companies})")
    )


_ORDER = _branches(
    _keys("orders", "SELECT id FROM fresh"),
    _keys("orders", f"SELECT fresh.id FROM {_differing('search_key company_id')}") + _resorted("order", "responsible_id stage_id"),
    _removed("order"),
)
_CONTACT = _branches(
    _keys("contacts", "SELECT id FROM fresh") + _keys("companies", "SELECT company_id FROM fresh"),
    _keys("contacts", f"SELECT fresh.id FROM {_differing('search_key trash_entry_id')}")
    + _followers("contacts", "'{}'")
    + _keys("companies", _both("company_id", _differing("company_id")))
    + _keys("contacts", f"SELECT fresh.id FROM {_differing('company_id')}")
    + _resorted("contact", "responsible_id"),
    _removed("contact") + _keys("companies", "SELECT company_id FROM gone"),
)
_COMPANY = _branches(
    _keys("companies", "SELECT id FROM fresh"),
    _keys("companies", f"SELECT fresh.id FROM {_differing('search_key sort_key trash_entry_id')}")
    + _followers("'{}'", "companies")
    + _resorted("company", "responsible_id"),
    _removed("company"),
)
_LINK = _branches(
    _keys("orders", "SELECT order_id FROM fresh"),
    _keys("orders", _both("order_id", _differing("order_id contact_id"))),
    _keys("orders", "SELECT order_id FROM gone"),
)


def _parents(sql: str) -> str:
    """The records that contact points hang on, by a statement with ``{{column}}`` in the place of the foreign key."""
    return "".join(_keys(name, sql.format(column=f"{kind}_id")) for name, kind in SETS.items())


_POINT = _branches(
    _parents("SELECT {column} FROM fresh"),
    _parents(_both("{column}", _differing("kind normalised order_id contact_id company_id"))),
    _parents("SELECT {column} FROM gone"),
)
_POINT_FOLLOWERS = """    DECLARE
        people bigint[] := contacts;
        firms bigint[] := companies;
    BEGIN
""" + _followers("people", "firms") + "    END;\n"  # fmt: skip


def _written_at_once(table: str, set_: str, source: str, condition: str) -> str:
    return f"    UPDATE {table} AS entry SET {set_} FROM {source} WHERE {condition};\n"


def _renamed_owner() -> str:
    differing = "(SELECT fresh.id, fresh.username FROM fresh JOIN gone ON gone.id = fresh.id WHERE gone.username <> fresh.username) AS owner"
    return "".join(
        _written_at_once(
            f"orders_{kind}searchentry",
            "owner_key = owner.username",
            f"{differing}, orders_{kind} AS record",
            "record.responsible_id = owner.id AND entry.record_id = record.id",
        )
        for kind in SETS.values()
    )


def _moved_stage(source: str) -> str:
    return _written_at_once(
        "orders_ordersearchentry",
        "stage_place = pipeline.position * 32768 + stage.position",
        f"{source}, orders_order AS record",
        "record.stage_id = stage.id AND entry.record_id = record.id"
        " AND entry.stage_place <> pipeline.position * 32768 + stage.position",
    )


_STAGE = _moved_stage(
    "fresh JOIN orders_stage AS stage ON stage.id = fresh.id JOIN orders_pipeline AS pipeline ON pipeline.id = stage.pipeline_id"
)
_PIPELINE = _moved_stage("fresh JOIN orders_pipeline AS pipeline ON pipeline.id = fresh.id JOIN orders_stage AS stage ON stage.pipeline_id = pipeline.id")

ALWAYS, CHANGED = ("INSERT", "UPDATE", "DELETE"), ("UPDATE",)
TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "orders_order": (_ORDER, ALWAYS),
    "orders_contact": (_CONTACT, ALWAYS),
    "orders_company": (_COMPANY, ALWAYS),
    "orders_ordercontact": (_LINK, ALWAYS),
    "orders_contactpoint": (_POINT + _POINT_FOLLOWERS, ALWAYS),
    "orders_stage": (_STAGE, CHANGED),
    "orders_pipeline": (_PIPELINE, CHANGED),
    "access_user": (_renamed_owner(), CHANGED),
}
_REFERENCING = {
    "INSERT": "NEW TABLE AS fresh",
    "UPDATE": "OLD TABLE AS gone NEW TABLE AS fresh",
    "DELETE": "OLD TABLE AS gone",
}


def create() -> Iterator[str]:
    """The functions and triggers of all tables, one statement each."""
    for table, (body, events) in TABLES.items():
        yield _function(table, body)
        for event in events:
            yield (
                f"CREATE OR REPLACE TRIGGER {table}_stale_entries_{event.lower()} AFTER {event} ON {table}"
                f" REFERENCING {_REFERENCING[event]} FOR EACH STATEMENT EXECUTE FUNCTION {table}_stale_entries();"
            )


def drop() -> Iterator[str]:
    for table in TABLES:
        yield f"DROP FUNCTION IF EXISTS {table}_stale_entries() CASCADE;"
