import os

# Before the settings are read: the tests' own cluster, fast password hashes, plain static files.
os.environ.setdefault("CRM_TESTING", "1")
