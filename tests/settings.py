"""The product's settings, for tests: their own cluster, quick password hashes, static files from their sources.

A settings module and not a ``conftest.py``, because pytest-django reads the settings before it reads any of those. In the
environment, so that commands which a test starts are tests too.
"""

import os

os.environ["CRM_TESTING"] = "1"

from crm_merge.settings import *  # noqa: F403
