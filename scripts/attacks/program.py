"""Attacks on the program around its connections: its ends, its log, its files. Each says what came of it, and
fails by an AssertionError."""

import os
import shutil
import signal
import socket
import ssl
import time

from attack import silent_socket
from http2 import open_tls, tls_context
from wire import COUNT, INITIAL_WINDOW_SIZE, STREAM, Said, Wire

GRACE = 6  # seconds
PATIENCE = 4  # more, on a busy machine


def ends_within(server, seconds):
    begun = time.monotonic()
    server.signal(signal.SIGTERM)
    code = server.wait(seconds + 60)
    taken = time.monotonic() - begun
    assert code == 0, f"ended with {code}"
    assert taken < seconds, f"ended after {taken:.1f} s"
    return f"ended after {taken:.1f} s of {GRACE} s grace"


def idle(server, ca):
    """SIGTERM with a connection without a call that answers no PING."""
    wire = Wire(server, ca, Said())
    wire.read(0.5)
    said = ends_within(server, GRACE)
    wire.leave()
    return said


def silent(server, ca):
    """SIGTERM with a connection on which nothing was said."""
    with silent_socket(server):
        time.sleep(0.3)
        return ends_within(server, GRACE)


def unfinished(server, ca):
    """SIGTERM with half a request."""
    wire = Wire(server, ca, Said())
    wire.send(wire.headers(COUNT))
    said = ends_within(server, GRACE + PATIENCE)
    wire.leave()
    return said


def no_window(server, ca):
    """SIGTERM with a call that lets nothing be sent."""
    wire = Wire(server, ca, Said(), (INITIAL_WINDOW_SIZE, 0))
    wire.send(wire.call(STREAM))
    said = ends_within(server, GRACE + PATIENCE)
    wire.leave()
    return said


def log_lines(server, ca):
    """Connections that end as soon as they are there, for two seconds."""
    mark = server.mark()
    count = 0
    end = time.monotonic() + 2
    while time.monotonic() < end:
        silent_socket(server).close()
        count += 1
    time.sleep(0.5)
    lines = server.mark() - mark
    assert lines <= 120, f"{lines} lines of {count} connections"
    return f"{lines} lines of {count} connections"


def weak_suites(server, ca):
    """Suites of TLS 1.2 without forward secrecy or without AEAD."""
    refused = 0
    for suites in ["AES128-SHA", "AES128-GCM-SHA256", "ECDHE-RSA-AES128-SHA", "ECDHE-ECDSA-AES128-SHA"]:
        context = tls_context(ca, version=ssl.TLSVersion.TLSv1_2)
        context.set_ciphers(f"{suites}:@SECLEVEL=0")
        host, port = server.address.rsplit(":", 1)
        try:
            with socket.create_connection((host, int(port)), 5) as connection:
                context.wrap_socket(connection, server_hostname=host).close()
        except ssl.SSLError:
            refused += 1
        else:
            raise AssertionError(f"{suites} was taken")
    open_tls(server, ca, version=ssl.TLSVersion.TLSv1_2).close()
    return f"{refused} refused; others taken"


def key_in_a_pipe(server, ca):
    """SIGHUP when the key's file has become a pipe that nobody writes to, then SIGTERM."""
    key = server.folder / "server.key"
    key.unlink()
    os.mkfifo(key)
    server.signal(signal.SIGHUP)
    time.sleep(0.5)
    open_tls(server, ca).close()
    return ends_within(server, 5 + GRACE + PATIENCE)


def renewed(start, certs, folder):
    """A server with certificates of its own, to be changed."""
    for name in ("server.pem", "server.key"):
        shutil.copy(certs / name, folder / name)
    server = start(folder)
    server.folder = folder
    return server


ATTACKS = [
    ("SIGTERM and an idle connection", idle, []),
    ("SIGTERM and a silent connection", silent, []),
    ("SIGTERM and half a request", unfinished, []),
    ("SIGTERM and a call without window", no_window, []),
    ("connections by the thousand", log_lines, []),
    ("weak suites of TLS 1.2", weak_suites, ["--minimum-tls", "1.2"]),
    ("SIGHUP and a pipe for a key", key_in_a_pipe, []),
]
