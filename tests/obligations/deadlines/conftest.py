"""How many examples the laws of the engine are tried on: few while one works, many in CI."""

import os

from hypothesis import settings

settings.register_profile("quick", max_examples=5, deadline=None)
settings.register_profile("thorough", max_examples=200, deadline=None)
settings.load_profile("thorough" if os.environ.get("CI") else "quick")
