"""Demo data of our own: a seeded generator tells the story of customers who order by phone and write an e-mail later."""

from .people import DEMO_PASSWORD
from .services import load_demo

__all__ = ["DEMO_PASSWORD", "load_demo"]
