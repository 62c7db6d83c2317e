"""The attacks: each is one attacker's work until `until`, a monotonic time, and what has to come of it."""

import socket
import struct
import time
import zlib
from dataclasses import dataclass, field
from typing import Callable

from http2 import PREFACE, frame, message, open_tls
from wire import (
    CONTINUATION, COUNT, DATA, END_HEADERS, HEADERS, INITIAL_WINDOW_SIZE, PING, RST_STREAM,
    SEARCH, STREAM, WINDOW_UPDATE, Said, Wire, request_fields, settings, silent_socket,
)  # fmt: skip

MANY = 1000  # frames sent at once


@dataclass
class Attack:
    name: str
    work: Callable
    # Found in what the server said to the attacker, or in its log.
    expects: str
    arguments: list = field(default_factory=list)
    prefix: list = field(default_factory=list)


def again(server, ca, said, until, bursts, *opening):
    """Opens connection after connection, and sends bursts on each until the server has enough."""
    while time.monotonic() < until:
        wire = Wire(server, ca, said, *opening)
        for burst in bursts(wire):
            if not wire.send(burst) or time.monotonic() > until:
                break
        wire.read(0.2)
        wire.leave()


def forever(make):
    def bursts(wire):
        while True:
            yield make(wire)

    return bursts


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


def flood(bytes_):
    def work(server, ca, said, until):
        again(server, ca, said, until, forever(lambda _: bytes_ * MANY))

    return work


def empty_data(server, ca, said, until):
    def bursts(wire):
        yield wire.headers(COUNT)
        while True:
            yield frame(DATA, 0, wire.stream, b"") * MANY

    again(server, ca, said, until, bursts)


def slow_openings(server, ca, said, until):
    """Connections that say their preface a byte at a time, or half of a header block and no more."""
    wires = []
    for number in range(100):
        tls = open_tls(server, ca)
        if number % 2:
            tls.sendall(PREFACE + settings() + b"\0\0\x40\x01\x04\0\0\0\x01abc")
        wires.append(tls)
    sent = 0
    while time.monotonic() < until:
        for tls in wires[::2]:
            try:
                tls.sendall(PREFACE[sent % 24 : sent % 24 + 1])
            except OSError:
                said["closed"] += 1
        sent += 1
        time.sleep(0.2)
    said["held open"] += len(wires)
    for tls in wires:
        tls.close()


def stalled_windows(server, ca, said, until):
    """Streams whose answers are never read, for want of window and by leaving the socket alone."""
    wires = []
    for number in range(20):
        wire = Wire(server, ca, said, (INITIAL_WINDOW_SIZE, 0 if number % 2 else 2**31 - 1))
        for _ in range(100):
            wire.socket.sendall(wire.call(STREAM))
        wires.append(wire)
    while time.monotonic() < until:
        time.sleep(0.1)
    said["streams held"] += 100 * len(wires)
    for wire in wires:
        wire.leave()


def unread_pages(server, ca, said, until):
    """Pages of hits, each up to 1 MiB made for its call, that no window lets go."""
    page = b"\x0a\x09\x42\x07harbour\x18\xe8\x07"
    # So few that all are worked on, and memory is what there is too little of.
    wire = Wire(server, ca, said, (INITIAL_WINDOW_SIZE, 0))
    wire.send(b"".join(wire.call(SEARCH, message(page)) for _ in range(8)))
    # Programs that were built without optimisation take a second for a page.
    end = time.monotonic() + 45
    while time.monotonic() < end and not (time.monotonic() > until and said["status 8"]):
        wire.read(0.2)
    wire.leave()


def hoarded_answers(server, ca, said, until):
    """As many answers as there is memory for, on some connections that read none: others need it, too."""
    page = b"\x0a\x09\x42\x07harbour\x18\xe8\x07"
    hoard = []
    for _ in range(4):
        hoard.append(Wire(server, ca, said, (INITIAL_WINDOW_SIZE, 0)))
        hoard[-1].send(b"".join(hoard[-1].call(SEARCH, message(page)) for _ in range(4)))
    other = Wire(server, ca, Said(), (INITIAL_WINDOW_SIZE, 2**24))
    other.send(frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", 2**30)))
    end = time.monotonic() + 45
    while time.monotonic() < end and (time.monotonic() < until or not said["others answered"]):
        answered = other.said["status 0"]
        other.send(other.call(SEARCH, message(page)))
        other.read(0.5)
        said["others answered"] += other.said["status 0"] - answered
        for wire in hoard:
            wire.read(0)
    for wire in [*hoard, other]:
        wire.leave()


def gzip_bombs(server, ca, said, until):
    """The same on connections that are new for each ten, whose own budget is always whole."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = message(squeeze.compress(bytes(1 << 19)) + squeeze.flush(), compressed=1)

    def bursts(wire):
        for _ in range(5):
            yield b"".join(wire.call(COUNT, bomb, **{"grpc-encoding": "gzip"}) for _ in range(10))

    again(server, ca, said, until, bursts, (INITIAL_WINDOW_SIZE, 2**20))


def gzip_bomb(server, ca, said, until):
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = message(squeeze.compress(bytes(4 << 20)) + squeeze.flush(), compressed=1)

    def burst(wire):
        return b"".join(wire.call(COUNT, bomb, **{"grpc-encoding": "gzip"}) for _ in range(10))

    again(server, ca, said, until, forever(burst), (INITIAL_WINDOW_SIZE, 2**20))


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


def held_pages(server, ca, said, until):
    """Connections for pages that send half a request, empty lines, or ever more requests ahead, while somebody
    asks for one page after the other."""
    half = b"GET / HTTP/1.1\r\nHost: a\r\n"
    kinds = [half, b"\r", half + b"\r\n", b"\r\n" * 4096, (half + b"\r\n") * 2000]
    held = []
    while time.monotonic() < until:
        for kind in kinds * 4:
            try:
                held.append(socket.create_connection(server.pages, 2))
                held[-1].setblocking(False)
                held[-1].send(kind)
            except OSError:
                said["connections cut"] += 1
        while len(held) > 200:
            held.pop(0).close()
        time.sleep(0.05)
        try:
            with socket.create_connection(server.pages, 2) as page:
                page.settimeout(5)
                page.sendall(half + b"Connection: close\r\n\r\n")
                said[f"page {page.recv(12)[9:].decode() or 'none'}"] += 1
        except OSError:
            said["page none"] += 1
    for connection in held:
        connection.close()


def descriptors(server, ca, said, until):
    held = []
    while time.monotonic() < until:
        try:
            if len(held) < 400:
                held.append(silent_socket(server))
                continue
        except OSError:
            said["refused"] += 1
        time.sleep(0.05)
    said["sockets held"] += len(held)
    for connection in held:
        connection.close()


def handshakes(server, ca, said, until):
    while time.monotonic() < until:
        try:
            open_tls(server, ca).close()
            said["handshakes"] += 1
        except OSError:
            said["failed"] += 1


ATTACKS = [
    Attack("rapid reset", rapid_reset, r"too_many_(early_)?resets"),
    Attack("made you reset", made_you_reset, r"too_many_(stream_errors|early_resets)|GOAWAY 1 "),
    Attack("CONTINUATION flood", continuations, r"closed|GOAWAY"),
    Attack("SETTINGS flood", flood(settings()), r"too_many_empty_frames"),
    Attack("PING flood", flood(frame(PING, 0, 0, b"12345678")), r"too_many_pings"),
    Attack("empty DATA flood", empty_data, r"too_many_empty_frames"),
    Attack("slow preface and headers", slow_openings, r"held open"),
    Attack("stalled windows", stalled_windows, r"streams held"),
    Attack("unread pages", unread_pages, r"connection_response_memory",
           arguments=["--connection-response-memory", "4MiB"]),
    Attack("gzip bomb", gzip_bomb, r"too_many_calls_over_limits"),
    Attack("gzip by many connections", gzip_bombs, r"inflation_share"),
    Attack("hoarded answers", hoarded_answers,
           r"(?s)(?=.*others answered \([1-9])(?=.*unread_response)",
           arguments=["--response-memory", "4MiB"]),
    Attack("HPACK bomb", hpack_bomb, r"too_many_stream_errors"),
    Attack("large headers", large_headers, r"status 8"),
    Attack("full streams", full_streams, r"streams"),
    Attack("held pages", held_pages, r"page (200|303)",
           arguments=["--web-listen", "127.0.0.1:0", "--web-maximum-connections", "64"]),
    Attack("descriptors exhausted", descriptors, r"no connection can be accepted for now",
           prefix=["prlimit", "--nofile=128:128"]),
    Attack("handshake flood", handshakes, r"handshakes"),
]  # fmt: skip
