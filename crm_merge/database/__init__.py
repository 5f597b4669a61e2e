"""PostgreSQL for everybody: the server named by ``DATABASE_URL``, or an embedded one that starts by itself.

Only the *binaries* of the wheel are used. Its own start function shares a lock file between all users of the machine,
opens parent directories and trusts every local user; this launcher does none of that.
"""
