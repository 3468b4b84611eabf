"""The engine is pure Python: it loads without Django, and without NumPy."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_importing_and_computing_load_neither_django_nor_numpy():
    code = (
        "import sys; from datetime import date; from obligations.deadlines import *;"
        "answer = compute(parse('within 14 days from x'), Facts({'x': date(2003, 9, 17)}),"
        " Terms(Policy.JAPAN_FULL, 'Asia/Tokyo')); answer.steps();"
        "loaded = {name.partition('.')[0] for name in sys.modules};"
        "print(answer.due, loaded & {'django', 'numpy'})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "2003-10-01 set()"
