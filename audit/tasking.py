"""Tasks that say what they write for."""

from typing import Any

from celery import Task

from audit.attribution import written_for


class AttributedTask(Task):  # type: ignore[type-arg]
    """A task whose writing is attributed to its name."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with written_for(self.name):
            return super().__call__(*args, **kwargs)
