"""The table: printed, and written as Markdown and JSON without names or paths of the machine."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"


@dataclass
class Row:
    """One line. Times in milliseconds; ``small`` is ours with a tenth of the orders, ``most`` the goal for the ratio."""

    title: str
    floor: float
    ours: float
    most: float
    small: float | None = None
    statements: int | None = None
    most_statements: int | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.floor

    @property
    def growth(self) -> float | None:
        return self.ours / self.small if self.small else None

    @property
    def met(self) -> bool:
        in_bounds = self.statements is None or self.most_statements is None or self.statements <= self.most_statements
        return self.ratio <= self.most and (self.growth is None or self.growth <= 1.1) and in_bounds

    def cells(self) -> list[str]:
        growth = f"{self.growth:.2f}" if self.growth else "–"
        statements = "–" if self.statements is None else f"{self.statements} / {self.most_statements or '–'}"
        times = [f"{self.floor:.1f}", f"{self.ours:.1f}", f"{self.ratio:.2f}", f"≤ {self.most:g}".replace("≤ inf", "–")]
        met = "–" if self.most == float("inf") else "yes" if self.met else "**no**"
        return [self.title, *times, growth, statements, met]


HEADS = ("Work", "Floor ms", "Ours ms", "Ratio", "Goal", "Ours : ours at a tenth (≤ 1.1)", "Statements / most", "Met")


def table(rows: list[Row]) -> str:
    lines = [HEADS, ("---",) * len(HEADS), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write(rows: list[Row], facts: dict[str, object], notes: list[str], *, name: str) -> None:
    """``name``.md and ``name``.json in ``benchmarks/results/``."""
    RESULTS.mkdir(exist_ok=True)
    about = "\n".join(f"- {key}: {value}" for key, value in facts.items())
    remarks = "\n".join(f"- {note}" for note in notes)
    text = f"# Speed\n\n{about}\n\n{table(rows)}\n\n{remarks}\n"
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
    found = {"facts": facts, "rows": [asdict(row) | {"ratio": row.ratio, "growth": row.growth, "met": row.met} for row in rows]}
    (RESULTS / f"{name}.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
