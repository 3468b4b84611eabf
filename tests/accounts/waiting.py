"""What waits in the broker for a worker, and a worker that does it."""

from queue import Empty

from celery import current_app

from accounts import tasks


def work() -> list[str]:
    """Do all that waits, as a worker would; the names of the tasks that were done."""
    done: list[str] = []
    with current_app.connection_for_read() as broker, broker.SimpleQueue("celery") as queue:
        while True:
            try:
                message = queue.get_nowait()
            except Empty:
                return done
            name = message.headers["task"].removeprefix(f"{tasks.__name__}.")
            getattr(tasks, name)(*message.payload[0])
            message.ack()
            done.append(name)
