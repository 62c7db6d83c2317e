"""A connection of one who keeps to no rule: frames out, and what the server says to them in few words."""

import select
import ssl
import struct
import time
from collections import Counter

import hpack
from http2 import PREFACE, frame, message, open_tls

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS = range(5)
PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(6, 10)
END_STREAM, END_HEADERS, ACK = 1, 4, 1
INITIAL_WINDOW_SIZE = 4
CHECK = "/grpc.health.v1.Health/Check"
COUNT = "/verbatim.v1.Archive/CountStatements"
SEARCH = "/verbatim.v1.Archive/SearchStatements"
STREAM = "/verbatim.v1.Archive/StreamStatements"
MEETINGS = "/verbatim.v1.Archive/ListMeetings"
REFLECTION = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"


def request_fields(path, **more):
    fields = {":method": "POST", ":scheme": "https", ":path": path, ":authority": "localhost",
              "content-type": "application/grpc", "te": "trailers", **more}  # fmt: skip
    return list(fields.items())


def settings(*values):
    return frame(SETTINGS, 0, 0, b"".join(struct.pack(">HI", *value) for value in values))


class Wire:
    """A TLS connection. What the server did is counted in `said`; a send or a read at its end is false."""

    def __init__(self, server, ca, said, *opening):
        self.said = said
        self.socket = open_tls(server, ca)
        self.encoder = hpack.Encoder()
        self.decoder = hpack.Decoder()
        self.rest = b""
        self.stream = -1
        self.over = False
        self.closes_tell = True
        self.send(PREFACE + settings(*opening))

    def next_stream(self):
        self.stream += 2
        return self.stream

    def headers(self, path, *, ends=False, **more):
        """A request's HEADERS on a new stream."""
        block = self.encoder.encode(request_fields(path, **more))
        return frame(HEADERS, END_HEADERS | (END_STREAM if ends else 0), self.next_stream(), block)

    def call(self, path, body=None, **more):
        """A whole request."""
        return self.headers(path, **more) + frame(
            DATA, END_STREAM, self.stream, message(b"") if body is None else body)

    def send(self, bytes_):
        """Sends all of it, and reads what has come meanwhile."""
        try:
            self.socket.settimeout(5)
            self.socket.sendall(bytes_)
        except (OSError, ssl.SSLError):
            self.read(1)
            self.close()
        else:
            self.read(0)
        return not self.over

    def read(self, seconds):
        """Reads what comes within so many seconds, or there is for 0."""
        end = time.monotonic() + seconds
        while self.read_once(max(0, end - time.monotonic())):
            pass

    def read_once(self, seconds):
        """Waits so long for something, and takes it; false when there was none, or at the end."""
        if self.over:
            return False
        if not self.socket.pending() and not select.select([self.socket], [], [], seconds)[0]:
            return False
        try:
            piece = self.socket.recv(1 << 16)
        except (OSError, ssl.SSLError):
            piece = b""
        if not piece:
            self.close()
            return False
        self._take(piece)
        return True

    def close(self):
        if not self.over:
            self.over = True
            if self.closes_tell:
                self.said["closed"] += 1
            self.socket.close()

    def leave(self):
        self.over = True
        self.socket.close()

    def _take(self, piece):
        self.rest += piece
        while len(self.rest) >= 9:
            length = int.from_bytes(self.rest[:3], "big")
            if len(self.rest) < 9 + length:
                return
            kind, flags = self.rest[3], self.rest[4]
            payload, self.rest = self.rest[9 : 9 + length], self.rest[9 + length :]
            if kind == GOAWAY:
                code = struct.unpack(">I", payload[4:8])[0]
                self.said[f"GOAWAY {code} {payload[8:].decode(errors='replace')}".strip()] += 1
                self.closes_tell = False
            elif kind == RST_STREAM:
                self.said[f"RST_STREAM {struct.unpack('>I', payload)[0]}"] += 1
            elif kind == SETTINGS and not flags & ACK:
                try:
                    self.socket.sendall(frame(SETTINGS, ACK, 0, b""))
                except (OSError, ssl.SSLError):
                    pass
            elif kind == PING and not flags & ACK:
                try:
                    self.socket.sendall(frame(PING, ACK, 0, payload))
                except (OSError, ssl.SSLError):
                    pass
            elif kind == HEADERS:
                fields = dict(self.decoder.decode(payload))
                if status := fields.get("grpc-status"):
                    text = fields.get("grpc-message", "")
                    limit = text[text.rfind("(") :] if text.endswith(")") else ""
                    self.said[f"status {status} {limit}".strip()] += 1


class Said(Counter):
    """What was said, the most frequent first."""

    def __str__(self):
        return ", ".join(f"{text} ({count})" for text, count in self.most_common(3)) or "nothing"
