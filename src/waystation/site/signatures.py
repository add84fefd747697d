"""The plain lane: a signature is taken in the server's own thread, before the framework is asked; everything else goes there."""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from waystation.site.fast_lane import safe_headers

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_fast = import_module("waystation.outreach.petitions.front.fast")


class SignaturesFirst:
    """A front that answers plain signatures by itself, with the headers that every answer of the front has."""

    def __init__(self, framework: Application) -> None:
        self._framework = framework
        self._headers = [*safe_headers().items(), ("Content-Length", "0")]

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Take a signature, or let the framework answer."""
        if environ["REQUEST_METHOD"] == "POST":
            following = _fast.take(environ)
            if following is not None:
                start_response("303 See Other", [*self._headers, ("Location", following)])
                return [b""]
        return self._framework(environ, start_response)
