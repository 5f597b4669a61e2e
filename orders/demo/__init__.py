"""Demo data of our own: a seeded generator tells the story of customers who order by phone and write an e-mail later."""

from .services import DEMO_PASSWORD, load_demo

__all__ = ["DEMO_PASSWORD", "load_demo"]
