"""``python -m benchmarks.run --orders 1000000``: prepare the databases, measure, print, write ``benchmarks/results/``."""

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    arguments = _arguments()
    directory = Path(os.environ.get("BENCH_DIR") or ROOT / "var")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_merge.settings")
    os.environ["VAR_DIR"] = str(directory / "bench")

    import django
    from django.conf import settings

    django.setup()
    settings.ROOT_URLCONF = "benchmarks.urls"

    from .suite import run_suite

    run_suite(arguments.orders, directory, times=arguments.times, only=arguments.only, say=say)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure ours against the floor.")
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=100, help="runs per figure; the median counts")
    parser.add_argument("--only", default="", help="part of the title of the rows to measure")
    return parser.parse_args()


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - a program for the terminal


if __name__ == "__main__":
    main()
