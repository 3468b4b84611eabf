"""A real receiver of webhooks over TLS, under a certificate of an authority of its own."""

from __future__ import annotations

import json
import ssl
import threading
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import trustme


class Call(NamedTuple):
    """What the receiver got."""

    path: str
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class QuietServer(ThreadingHTTPServer):
    """A caller that hangs up, or does not like our certificate, is what some tests are about."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


class WebhookServer:
    """Listens on 127.0.0.1 under the certificate of `name`; `status` and `answer` are the reply."""

    def __init__(self, folder: Path, *, name: str = "localhost") -> None:
        authority = trustme.CA()
        self.authority = folder / "authority.pem"
        authority.cert_pem.write_to_path(str(self.authority))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(context)
        self.calls: list[Call] = []
        self.status, self.answer, self.location = 200, b"ok", ""
        self._server = QuietServer(("127.0.0.1", 0), self._handler())
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.calls.append(Call(self.path, self.headers, body))
                self.send_response(receiver.status)
                if receiver.location:
                    self.send_header("Location", receiver.location)
                self.end_headers()
                self.wfile.write(receiver.answer)

            def log_message(self, *words: object) -> None:
                """Nothing: the tests read `calls`."""

        return Handler
