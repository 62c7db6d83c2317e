"""Whoever holds what others need: connections, memory, windows, descriptors."""

import socket
import ssl
import struct
import time

from attack import silent_socket
from http2 import PREFACE, frame, message, open_tls
from wire import (
    COUNT, DATA, INITIAL_WINDOW_SIZE, SEARCH, STREAM, WINDOW_UPDATE, Said, Wire, settings,
)  # fmt: skip


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


def held_pages(server, ca, said, until):
    """Connections for pages that send half a request, empty lines, or ever more requests ahead, while somebody
    of another address asks for one page after the other."""
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
            with socket.create_connection(server.pages, 2, ("127.0.0.2", 0)) as page:
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


def unfinished_bodies(server, ca, said, until):
    """Requests of the largest size but for a byte, on every stream, by the windows that are given."""
    wires = []
    while time.monotonic() < until:
        if len(wires) < 4:
            wires.append(Wire(server, ca, said))
            wire = wires[-1]
            for _ in range(200):
                wire.send(wire.headers(COUNT))
                start = frame(DATA, 0, wire.stream, message(bytes(16_000), length=2**20 - 1))
                wire.send(start + frame(DATA, 0, wire.stream, bytes(16_384)) * 2)
                said["requests begun"] += 1
        for wire in wires:
            wire.read(0.05)
    for wire in wires:
        wire.leave()


def hoarded_connections(server, ca, said, until):
    """As many connections as there are, all from one address."""
    held = []
    while time.monotonic() < until:
        try:
            held.append(open_tls(server, ca))
            said["connections"] += 1
        except (OSError, ssl.SSLError):
            said["refused"] += 1
            time.sleep(0.01)
    for connection in held:
        connection.close()
