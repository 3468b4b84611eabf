"""The scheduler that Celery's beat runs: static, and by a clock that nobody can set."""

import time
from typing import Any

from celery.beat import Scheduler
from celery.schedules import schedule


class SteadyScheduler(Scheduler):
    """Sends each entry of CELERY_BEAT_SCHEDULE when it starts, and then at its interval.

    Celery's own keeps what ran when in a file, and compares it with the clock on the wall: set back
    by a day, that clock would silence it for a day. Sending too often does no harm, because each
    task asks the database whether its time has come.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._next: dict[str, float] = {}
        super().__init__(*args, **kwargs)

    def setup_schedule(self) -> None:
        self.merge_inplace(self.app.conf.beat_schedule)

    def tick(self) -> float:  # type: ignore[override]
        """Send what is due; the seconds until something is due again."""
        for name, entry in self.schedule.items():
            if self._next.get(name, 0.0) <= time.monotonic():
                assert isinstance(entry.schedule, schedule)
                self._next[name] = time.monotonic() + entry.schedule.seconds
                self.apply_entry(entry, producer=self.producer)
        return max(min(self._next.values()) - time.monotonic(), 0.0)
