"""The database's side of searching: functions that compute search entries, triggers that call them."""
