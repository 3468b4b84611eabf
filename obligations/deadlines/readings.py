"""Where reasonable lawyers differ: each question, its possible readings, and the one chosen."""

from enum import StrEnum


class Question(StrEnum):
    """A question that the text of a rule leaves open."""

    MIDNIGHT = "midnight"
    FIRST_DAY = "first-day"
    CLEAR_DAYS = "clear-days"


class Reading(StrEnum):
    """One answer to a question; the value is what to store.

    - midnight: an event at exactly 00:00. Its day does not count (default), or it does, because
      the period starts at 00:00 (Civil Code art. 140, proviso).
    - first-day: a duty that lasts a period from an event. The event's day does not count
      (default, art. 140), or it is the first day of the period.
    - clear-days: a period before an event. Only whole days between the act and the event count
      (default), or one more day is left free.
    """

    MIDNIGHT_EXCLUDED = "midnight: its day does not count"
    MIDNIGHT_COUNTED = "midnight: its day counts"
    FIRST_DAY_EXCLUDED = "first-day: the event's day does not count"
    FIRST_DAY_COUNTED = "first-day: the event's day counts"
    CLEAR_DAYS_BETWEEN = "clear-days: days between"
    CLEAR_DAYS_AND_ONE = "clear-days: one more day"

    __hash__ = str.__hash__  # it equals its text

    @property
    def question(self) -> Question:
        """The question that it answers."""
        return Question(self.value.partition(":")[0])


DEFAULTS = {
    Question.MIDNIGHT: Reading.MIDNIGHT_EXCLUDED,
    Question.FIRST_DAY: Reading.FIRST_DAY_EXCLUDED,
    Question.CLEAR_DAYS: Reading.CLEAR_DAYS_BETWEEN,
}


def recorded(question: Question, readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """The readings of a question that count, the deciding one first; never empty."""
    return tuple(r for r in readings if r.question is question) or (DEFAULTS[question],)


def possible(question: Question) -> tuple[Reading, ...]:
    """Every reading of a question."""
    return tuple(reading for reading in Reading if reading.question is question)
