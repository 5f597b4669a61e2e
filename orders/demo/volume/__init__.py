"""The data set of the benchmarks: as many records as asked for, from a fixed seed, written by the database itself."""

from .services import NotEmpty, load_volume

__all__ = ["NotEmpty", "load_volume"]
