"""How gunicorn serves the CRM, at a desk (``bin/serve``) and in production. Every value can be set from the environment."""

import os

bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))  # workers × threads connections to the database
timeout = 60
graceful_timeout = int(os.environ.get("WEB_GRACE", "20"))  # seconds a running request may take to end
keepalive = 5
max_requests = 10_000  # a worker is made anew from time to time, not all at once
max_requests_jitter = 1_000
accesslog = os.environ.get("ACCESS_LOG") or None
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "warning")
proc_name = "crm-merge"
control_socket_disable = True  # it would be written below the home directory, which a service may not have
# No preload_app: connections to the database must not be shared by a fork.
