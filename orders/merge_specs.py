"""Declarations; filled by this app."""
