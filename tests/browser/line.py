"""The served program at the end of a line that can be cut."""

from __future__ import annotations

import threading

from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.test.testcases import QuietWSGIRequestHandler


class Line:
    """A program that answers at one address, except while the line is cut."""

    def __init__(self) -> None:
        self._port = 0
        self.mend()

    @property
    def address(self) -> str:
        """Where the program is."""
        return f"http://127.0.0.1:{self._port}"

    def mend(self) -> None:
        """Let the program answer, at the address that it had before."""
        self._server = ThreadedWSGIServer(
            ("127.0.0.1", self._port), QuietWSGIRequestHandler
        )
        self._port = self._server.server_port
        self._server.set_app(get_wsgi_application())
        serve = self._server.serve_forever
        self._serving = threading.Thread(target=serve, args=(0.05,), daemon=True)
        self._serving.start()

    def cut(self) -> None:
        """Let nobody answer."""
        self._server.shutdown()
        self._server.server_close()
        self._serving.join()
