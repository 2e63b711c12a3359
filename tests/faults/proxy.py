"""A TCP proxy before a server's socket, whose connections can be cut at any time."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass, field

from psycopg.conninfo import make_conninfo

from harness.servers import Server

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
"""SO_LINGER: on, zero seconds. close() then sends RST, and what was not read yet is lost."""


@dataclass(slots=True)
class _Pair:
    """A client's connection and its counterpart to the server."""

    client: socket.socket
    server: socket.socket

    def reset_client(self) -> None:
        """SHUT_RD tells nobody, but wakes the thread that reads: as long as it reads, close() sends nothing."""
        with suppress(OSError):
            self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            self.client.shutdown(socket.SHUT_RD)
        self.client.close()

    def end_server(self) -> None:
        with suppress(OSError):
            self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()


@dataclass(slots=True)
class Proxy:
    """Forwards bytes both ways. A context manager."""

    target: Server
    accepted: int = 0
    _pairs: list[_Pair] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    def dsn(self, database: str) -> str:
        port = self._listener.getsockname()[1]
        return make_conninfo(host="127.0.0.1", port=port, user="postgres", dbname=database)

    def __enter__(self) -> Proxy:
        threading.Thread(target=self._accept, name="proxy", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def cut(self) -> int:
        """Reset every client and hang up on the server; how many there were."""
        pairs = self._take()
        for pair in pairs:
            pair.reset_client()
            pair.end_server()
        return len(pairs)

    def cut_clients(self) -> _Ghosts:
        """Reset every client; the server hears nothing of it yet, as when a host is gone from the network."""
        pairs = self._take()
        for pair in pairs:
            pair.reset_client()
        return _Ghosts(pairs)

    def _take(self) -> list[_Pair]:
        with self._lock:
            pairs, self._pairs = self._pairs, []
        return pairs

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(f"{self.target.host}/.s.PGSQL.{self.target.port}")
            except OSError:  # the server is down: so is what stands before it
                client.close()
                server.close()
                continue
            pair = _Pair(client, server)
            with self._lock:
                self._pairs.append(pair)
                self.accepted += 1
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self._forward, args=(pair, source, sink), daemon=True).start()

    def _forward(self, pair: _Pair, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        with self._lock:
            ours = pair in self._pairs
            if ours:
                self._pairs.remove(pair)
        if ours:  # an end as usual: one side has hung up
            for end in (pair.client, pair.server):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()


@dataclass(frozen=True, slots=True)
class _Ghosts:
    """Sessions of the server whose clients are gone without its knowledge."""

    pairs: list[_Pair]

    def lay(self) -> None:
        """Let the server know."""
        for pair in self.pairs:
            pair.end_server()
