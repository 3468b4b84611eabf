"""When Python looks for unreachable objects in a process that serves pages."""

import gc

from django.urls import get_resolver

ALLOCATIONS = 50_000
"""A page makes tens of thousands of objects, nearly all of which go when nothing refers to them."""


def settle() -> None:
    """Leave out of every later search what was loaded at the start: it stays until the end.

    Else a search through all of it falls into some page every now and then.
    """
    len(get_resolver().url_patterns)
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS)
