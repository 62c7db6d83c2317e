"""What an attack is, and the ways in which several are made."""

import socket
import time
from dataclasses import dataclass, field
from typing import Callable

from wire import Wire

MANY = 1000  # frames sent at once


@dataclass
class Attack:
    name: str
    # One attacker's work until `until`, a monotonic time.
    work: Callable
    # Found in what the server said to the attacker, or in its log.
    expects: str
    arguments: list = field(default_factory=list)
    prefix: list = field(default_factory=list)
    # Found in neither.
    excludes: str = ""


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


def flood(bytes_):
    def work(server, ca, said, until):
        again(server, ca, said, until, forever(lambda _: bytes_ * MANY))

    return work


def silent_socket(server):
    """A TCP connection on which nothing is said."""
    host, port = server.address.rsplit(":", 1)
    return socket.create_connection((host, int(port)), 2)
