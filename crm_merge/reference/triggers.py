"""The database's side: which writes renew the edition."""

RENEW = """
CREATE FUNCTION reference_renew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM reference_renewal WHERE key IN (SELECT key FROM reference_renewal FOR UPDATE SKIP LOCKED);
    INSERT INTO reference_renewal DEFAULT VALUES;
    RETURN NULL;
END
$$;
"""
DROP = "DROP FUNCTION IF EXISTS reference_renew() CASCADE"
FIRST = "INSERT INTO reference_renewal DEFAULT VALUES"  # an edition that no other database has


def create(table: str, *columns: str) -> str:
    """The trigger that makes ``table`` reference data; updates count that name one of ``columns``, or all without any."""
    update = f"UPDATE OF {', '.join(columns)}" if columns else "UPDATE"
    return (
        f"CREATE TRIGGER renews_reference AFTER INSERT OR {update} OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION reference_renew()"
    )


def drop(table: str) -> str:
    return f"DROP TRIGGER IF EXISTS renews_reference ON {table}"
