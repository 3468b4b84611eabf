"""The engine is pure Python: it loads without Django."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_importing_and_computing_load_no_django():
    code = (
        "import sys; from datetime import date; from obligations.deadlines import *;"
        "answer = compute(parse('within 14 days from x'), Facts({'x': date(2003, 9, 17)}),"
        " Terms(Policy.JAPAN_FULL, 'Asia/Tokyo')); answer.steps();"
        "print(answer.due, [name for name in sys.modules if name.split('.')[0] == 'django'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "2003-10-01 []"
