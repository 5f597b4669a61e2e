"""No case is forgotten."""

import re
from pathlib import Path

CASES = [*range(1, 23), *range(45, 61), 76, 77]


def test_every_case_has_a_test_that_says_in_its_name_what_fails():
    files = Path(__file__).parent.glob("test_*.py")
    found = {int(case) for file in files for case in re.findall(r"^def test_t(\d\d)_[a-z]\w{12}", file.read_text(), re.MULTILINE)}

    assert sorted(found) == sorted(CASES)
