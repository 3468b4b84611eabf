"""A cache that sign-in can do without."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis import RedisError

logger = logging.getLogger(__name__)


def forgiving(name: str, answer: Any) -> Callable[..., Any]:
    """The operation `name` of Django's cache, which gives `answer` while Valkey is away."""
    operation = getattr(RedisCache, name)

    @wraps(operation)
    def method(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return operation(self, *args, **kwargs)
        except RedisError as error:
            logger.warning("The cache does not answer: %s", error)
            return kwargs.get("default", args[1] if name == "get" and len(args) > 1 else answer)

    return method


class ForgivingRedisCache(RedisCache):
    """Counts attempts for all replicas; without Valkey nothing is counted, and people sign in.

    Who guesses passwords is then still locked out, by the database.
    """

    add = forgiving("add", True)
    get = forgiving("get", None)
    set = forgiving("set", None)
    delete = forgiving("delete", False)
    clear = forgiving("clear", False)
