"""HTTP/2 a frame at a time over TLS, with nothing in between that would put a mistake right."""

import socket
import ssl
import struct
from dataclasses import dataclass

import hpack
from http2 import PREFACE, SOCKET_SECONDS, frame, open_tls

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, \
    CONTINUATION = range(10)  # fmt: skip
END_STREAM = ACK = 0x1
END_HEADERS, PADDED, PRIORITISED = 0x4, 0x8, 0x20
HEADER_TABLE_SIZE, ENABLE_PUSH, MAX_CONCURRENT_STREAMS, INITIAL_WINDOW_SIZE, MAX_FRAME_SIZE, \
    MAX_HEADER_LIST_SIZE = range(1, 7)  # fmt: skip
NO_ERROR, PROTOCOL_ERROR, INTERNAL_ERROR, FLOW_CONTROL_ERROR, SETTINGS_TIMEOUT, STREAM_CLOSED, \
    FRAME_SIZE_ERROR, REFUSED_STREAM, CANCEL, COMPRESSION_ERROR = range(10)  # fmt: skip

GREATEST_WINDOW = 2**31 - 1
DEFAULT_FRAME_SIZE = 2**14
TOKEN = b"conform!"


@dataclass
class Frame:
    """A frame that the server sent."""

    kind: int
    flags: int
    stream: int
    payload: bytes

    @property
    def ends_stream(self):
        return self.kind in (DATA, HEADERS) and bool(self.flags & END_STREAM)

    @property
    def code(self):
        """The error code of a RST_STREAM or GOAWAY."""
        return struct.unpack(">I", self.payload[:4] if self.kind == RST_STREAM else self.payload[4:8])[0]


def data(stream, payload, *, ends=True, padding=0):
    flags = END_STREAM if ends else 0
    if padding:
        return frame(DATA, flags | PADDED, stream, bytes([padding]) + payload + bytes(padding))
    return frame(DATA, flags, stream, payload)


def reset(stream, code=CANCEL):
    return frame(RST_STREAM, 0, stream, struct.pack(">I", code))


def window_update(stream, increment):
    return frame(WINDOW_UPDATE, 0, stream, struct.pack(">I", increment))


def settings(*values):
    return frame(SETTINGS, 0, 0, b"".join(struct.pack(">HI", *value) for value in values))


def ping(payload=TOKEN, *, flags=0):
    return frame(PING, flags, 0, payload)


def dependency(stream, *, weight=256, exclusive=False):
    """The payload of a PRIORITY frame: what a stream depends on."""
    return struct.pack(">IB", stream | (0x80000000 if exclusive else 0), weight - 1)


def priority(stream, depends_on=0, **options):
    return frame(PRIORITY, 0, stream, dependency(depends_on, **options))


def goaway(code=NO_ERROR, last=0):
    return frame(GOAWAY, 0, 0, struct.pack(">II", last, code) + b"goodbye")


class Connection:
    """A connection whose settings were exchanged, unless `greets` is false."""

    def __init__(self, server, ca, *, greets=True):
        self.socket = open_tls(server, ca)
        self.socket.settimeout(SOCKET_SECONDS)
        self.encoder = hpack.Encoder()
        self.authority = server.address
        self.settings = {}
        self.rest = b""
        self.seen = []
        if greets:
            self.send(PREFACE + settings((INITIAL_WINDOW_SIZE, 65535)))
            acknowledged = False
            while not (acknowledged and self.settings):
                answer = self.expect(SETTINGS)
                if answer.flags & ACK:
                    acknowledged = True
                else:
                    self.settings = {0: 0, **dict(struct.iter_unpack(">HI", answer.payload))}
                    self.send(frame(SETTINGS, ACK, 0, b""))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, *frames):
        """Sends each frame in a record of its own; the server may have closed by then."""
        for bytes_ in frames:
            try:
                self.socket.sendall(bytes_)
            except OSError:
                return

    # What is sent.

    def fields(self, **replaced):
        """The header list of a plain request; `method`, `scheme`, `path` and `authority` may differ."""
        fields = {"method": "GET", "scheme": "https", "path": "/", "authority": self.authority}
        fields.update(replaced)
        return [(f":{name}", value) for name, value in fields.items() if value is not None]

    def block(self, fields=None, *, method="GET"):
        return self.encoder.encode(self.fields(method=method) if fields is None else fields)

    def dummies(self, count=1):
        """The block of fields that are long, and mean nothing."""
        return self.block([(f"x-dummy{number}", "x" * 4000) for number in range(count)])

    def headers(self, stream=1, block=None, *, ends=True, complete=True, method="GET"):
        flags = (END_STREAM if ends else 0) | (END_HEADERS if complete else 0)
        return frame(HEADERS, flags, stream, self.block(method=method) if block is None else block)

    def continuation(self, stream=1, block=None, *, complete=True):
        block = self.dummies() if block is None else block
        return frame(CONTINUATION, END_HEADERS if complete else 0, stream, block)

    # What comes back.

    def receive(self):
        """The next frame; None when the server has closed the connection."""
        while True:
            if len(self.rest) >= 9:
                length = int.from_bytes(self.rest[:3], "big")
                if len(self.rest) >= 9 + length:
                    kind, flags, stream = struct.unpack(">BBI", self.rest[3:9])
                    answer = Frame(kind, flags, stream & GREATEST_WINDOW, self.rest[9 : 9 + length])
                    self.rest = self.rest[9 + length :]
                    self.seen.append(answer)
                    return answer
            try:
                piece = self.socket.recv(65536)
            except socket.timeout:
                raise AssertionError(f"nothing more came within {SOCKET_SECONDS} s after {self}") from None
            except (ConnectionResetError, ssl.SSLEOFError):
                piece = b""
            if not piece:
                return None
            self.rest += piece

    def __str__(self):
        return f"{self.seen[-8:]}"

    def expect(self, kind, *, stream=None):
        """The next frame of this kind."""
        while (answer := self.receive()) is not None:
            if answer.kind == kind and stream in (None, answer.stream):
                return answer
        raise AssertionError(f"the connection ended before a frame of type {kind}: {self}")

    def expect_end_of_stream(self, stream=1):
        while (answer := self.receive()) is not None:
            if answer.stream == stream and answer.ends_stream:
                return
        raise AssertionError(f"the connection ended before stream {stream}: {self}")

    def expect_pong(self, payload=TOKEN):
        """The answer to a ping, and with it proof that what was sent before did no harm."""
        assert self.expect(PING).payload == payload, self
        assert not any(seen.kind in (GOAWAY, RST_STREAM) for seen in self.seen), self

    def expect_close(self):
        while self.receive() is not None:
            pass

    def expect_connection_error(self, *codes):
        """GOAWAY with one of the codes, and then the end of the connection (RFC 9113, 5.4.1)."""
        assert self.expect(GOAWAY).code in codes, self
        self.expect_close()

    def expect_stream_error(self, *codes, stream=1):
        """RST_STREAM with one of the codes, or what an endpoint may always make of it, GOAWAY."""
        while (answer := self.receive()) is not None:
            if answer.kind == GOAWAY or (answer.kind, answer.stream) == (RST_STREAM, stream):
                assert answer.code in codes, self
                return
        raise AssertionError(f"the connection ended before an error: {self}")
