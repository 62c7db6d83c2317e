"""Connections over TLS and HTTP/2 that do nothing, and what each costs a server in memory."""

import socket
import ssl
import time

from processes import Failure, resident_bytes

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
EMPTY_SETTINGS = bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])
SETTINGS_ACK = bytes([0, 0, 0, 4, 1, 0, 0, 0, 0])
SETTINGS, PING, ACK = 4, 6, 1
FRAME_HEAD = 9
WARM_UP = 20  # connections that come and go, so that what a first one makes is not counted
SETTLE_SECONDS = 0.5


def connect(context, port):
    """A connection on which both sides have taken the other's settings."""
    plain = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection = context.wrap_socket(plain, server_hostname="localhost")
    if connection.selected_alpn_protocol() != "h2":
        raise Failure("the server does not choose h2")
    connection.sendall(PREFACE + EMPTY_SETTINGS)
    buffer, has_settings, is_acknowledged = b"", False, False
    while not (has_settings and is_acknowledged):
        part = connection.recv(4096)
        if not part:
            raise Failure("the server closed an idle connection")
        buffer += part
        while len(buffer) >= FRAME_HEAD:
            end = FRAME_HEAD + int.from_bytes(buffer[:3], "big")
            if len(buffer) < end:
                break
            kind, flags = buffer[3], buffer[4]
            if kind == SETTINGS and flags & ACK:
                is_acknowledged = True
            elif kind == SETTINGS:
                has_settings = True
                connection.sendall(SETTINGS_ACK)
            elif kind == PING and not flags & ACK:
                connection.sendall(buffer[:4] + bytes([ACK]) + buffer[5:end])
            buffer = buffer[end:]
    return connection


def memory_of_idle_connections(server, count):
    """Bytes of resident memory that a connection adds."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.set_alpn_protocols(["h2"])
    for _ in range(WARM_UP):
        connect(context, server.port).close()
    time.sleep(SETTLE_SECONDS)
    before = resident_bytes(server.pid)
    connections = []
    try:
        for _ in range(count):
            connections.append(connect(context, server.port))
        time.sleep(SETTLE_SECONDS)
        return (resident_bytes(server.pid) - before) / count
    finally:
        for connection in connections:
            connection.close()
