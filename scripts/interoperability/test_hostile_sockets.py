"""Whatever arrives at the port, the server says why it refuses it, and goes on serving."""

import http.client
import os
import re
import socket
import ssl
import struct
import time

import pytest
from conftest import CERTS, assert_serves, tls_arguments
from http2 import (
    PREFACE, Connection, frame, message, open_socket, open_tls, own_address, read_to_end, tls_context,
)  # fmt: skip
from verbatim.v1 import archive_pb2

CA = CERTS / "ca.pem"
COUNT = "/verbatim.v1.Archive/CountStatements"
STREAM = "/verbatim.v1.Archive/StreamStatements"


@pytest.fixture(autouse=True)
def goes_on_serving(server):
    """After each of these somebody who does everything right is served."""
    yield
    assert_serves(server)


def log_of(server, address, pattern):
    """The log's line about the connection from `address`; it comes when that is closed."""
    peer = "peer=" + re.escape(address) + r"\b"
    return server.wait_for_log(f"{peer}.*{pattern}|{pattern}.*{peer}")


def test_plain_http_on_the_tls_port_gets_a_readable_400(server):
    host, port = server.address.rsplit(":", 1)
    client = http.client.HTTPConnection(host, int(port), timeout=10)
    client.request("GET", "/")
    address = own_address(client.sock)
    response = client.getresponse()
    body = response.read()
    assert response.status == 400
    assert response.getheader("Content-Type").startswith("text/plain")
    assert int(response.getheader("Content-Length")) == len(body)
    assert b"TLS" in body
    client.close()
    line = server.wait_for_log(rf"peer={address} .*HTTP without TLS")
    assert "https://" in line


@pytest.mark.parametrize(
    "request_",
    [b"POST /verbatim.v1.Archive/CountStatements HTTP/1.1\r\nHost: x\r\n\r\n", PREFACE,
     b"OPTIONS * HTTP/1.1\r\n\r\n", b"DELETE / HTTP/1.0\r\n\r\n"],
)  # fmt: skip
def test_any_plain_http_gets_a_readable_400_and_nothing_after_it(server, request_):
    with open_socket(server) as connection:
        connection.sendall(request_)
        answer = read_to_end(connection)
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400 "), answer
        length = next(h for h in head.split(b"\r\n") if h.lower().startswith(b"content-length:"))
        assert len(body) == int(length.split(b":")[1]), answer
        address = own_address(connection)
    log_of(server, address, "HTTP without TLS")


@pytest.mark.parametrize(
    "version, name",
    [(ssl.TLSVersion.TLSv1, "TLS 1.0"), (ssl.TLSVersion.TLSv1_1, "TLS 1.1"), (ssl.TLSVersion.TLSv1_2, "TLS 1.2")],
)  # fmt: skip
def test_a_client_of_older_tls_is_refused_and_told_so(server, version, name):
    with open_socket(server) as connection:
        context = tls_context(CA, version=version, legacy=True)
        with pytest.raises(ssl.SSLError) as error:
            context.wrap_socket(connection, server_hostname="localhost")
        assert "PROTOCOL_VERSION" in str(error.value)
    server.wait_for_log(f"speaks {name} at most, and this side TLS 1.3 at least")


def test_tls_1_2_is_spoken_where_a_setting_allows_it(start):
    server = start("--minimum-tls", "1.2")
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        with Connection(server, CA, version=version) as connection:
            assert connection.call(COUNT, message(b"")).status == 0
    with open_socket(server) as connection, pytest.raises(ssl.SSLError):
        context = tls_context(CA, version=ssl.TLSVersion.TLSv1_1, legacy=True)
        context.wrap_socket(connection, server_hostname="localhost")
    server.wait_for_log("speaks TLS 1.1 at most, and this side TLS 1.2 at least")
    server.stop()


@pytest.mark.parametrize(
    "alpn, said",
    [((), "offers no application protocol"), (("http/1.1",), "http/1.1"), (("h3", "h2c"), "h3")],
)
def test_a_client_without_alpn_h2_is_refused_where_nothing_else_is_taken(start, alpn, said):
    server = start("--no-http1")
    since = server.mark()
    with open_socket(server) as connection:
        with pytest.raises(ssl.SSLError) as error:
            wrapped = tls_context(CA, alpn=alpn).wrap_socket(connection, server_hostname="localhost")
            wrapped.recv(1)
        assert "NO_APPLICATION_PROTOCOL" in str(error.value).upper().replace(" ", "_")
    line = server.wait_for_log("ALPN", since)
    assert said in line and 'needs \\"h2\\"' in line


GARBAGE = {
    "zeros": bytes(1000),
    "noise": os.urandom(64).replace(b"\x16", b"\x17") * 20,
    "an SSH client": b"SSH-2.0-OpenSSH_9.2p1\r\n",
    "a line of text": b"hello?\r\n",
    "a handshake record of noise": b"\x16\x03\x01\x02\x00" + bytes(range(256)) * 2,
    "a record longer than allowed": b"\x16\x03\x01\xff\xff" + bytes(70_000),
    "an alert": b"\x15\x03\x03\x00\x02\x02\x28",
    "application data first": b"\x17\x03\x03\x00\x20" + bytes(32),
}


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_ends_the_connection_with_a_reason(server, name):
    with open_socket(server) as connection:
        try:
            connection.sendall(GARBAGE[name])
        except (BrokenPipeError, ConnectionResetError):
            pass
        read_to_end(connection)
        address = own_address(connection)
    assert "reason=" in log_of(server, address, "connection failed")


def client_hello():
    """The first bytes of a good client."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = tls_context(CA).wrap_bio(incoming, outgoing, server_hostname="localhost")
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    return outgoing.read()


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 1.0])
def test_a_handshake_broken_off_is_noticed(server, share):
    hello = client_hello()
    with open_socket(server) as connection:
        connection.sendall(hello[: int(len(hello) * share)])
        connection.shutdown(socket.SHUT_WR)
        read_to_end(connection)
        address = own_address(connection)
    line = log_of(server, address, "connection failed")
    assert "in the middle of the TLS handshake" in line


def test_a_connection_reset_is_survived(server):
    for sent in (b"", client_hello()):
        connection = open_socket(server)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.sendall(sent)
        connection.close()
    for _ in range(5):
        connection = Connection(server, CA, window=2**31 - 1)
        connection.request(STREAM, message(b""))
        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()


def test_half_a_request_and_then_nothing_more(server):
    # Half a header frame, half a message, and half a frame of it.
    with open_tls(server, CA) as connection:
        connection.sendall(PREFACE + frame(4, 0, 0, b"") + b"\x00\x00\x40\x01\x04\x00\x00\x00\x01\x82")
    for body in (message(b"abc", length=9), b"\0\0"):
        with Connection(server, CA) as connection:
            connection.request(COUNT, body, ends=False)
    with Connection(server, CA) as connection:
        connection.request(COUNT, ends=False)
        connection.socket.sendall(b"\x00\x00\x10\x00\x01\x00\x00\x00\x01abc")


def goes_away(connection):
    """The error code with which the server ended an HTTP/2 connection."""
    while connection.receive():
        pass
    return connection.went_away


FRAMES = {
    "noise": os.urandom(100).replace(b"\x00", b"\x01") * 50,
    "a frame longer than allowed": b"\x7f\xff\xff\x00\x00\x00\x00\x00\x01" + bytes(1000),
    "data on a stream that is not open": frame(0, 0, 7, b"abc"),
    "data on stream 0": frame(0, 0, 0, b"abc"),
    "headers that are no HPACK": frame(1, 5, 1, b"\xff\xff\xff\xff\xff\xff\xff\xff"),
    "headers on an even stream": frame(1, 5, 2, b"\x82"),
    "a continuation of nothing": frame(9, 4, 1, b"\x82"),
    "settings of five bytes": frame(4, 0, 0, b"\x00\x01\x00\x00\x00"),
    "a window that overflows": frame(8, 0, 0, b"\x7f\xff\xff\xff") * 2,
    "a window update of nothing": frame(8, 0, 0, b"\x00\x00\x00\x00"),
    "a ping of three bytes": frame(6, 0, 0, b"abc"),
    "a push promise": frame(5, 4, 1, b"\x00\x00\x00\x02\x82"),
    "a reset of an idle stream": frame(3, 0, 9, b"\x00\x00\x00\x08"),
    "padding longer than the frame": frame(1, 0x0D, 1, b"\xff\x82"),
}


@pytest.mark.parametrize("name", FRAMES)
def test_frames_that_break_http2_end_the_connection_with_a_goaway(server, name):
    with Connection(server, CA) as connection:
        assert connection.call(COUNT, message(b"")).status == 0
        try:
            connection.socket.sendall(FRAMES[name])
        except OSError:
            pass
        # RFC 9113, section 5.4.1: a connection error.
        assert goes_away(connection) not in (None, 0)
        address = own_address(connection.socket)
    assert "reason=" in log_of(server, address, "connection failed")


def test_something_else_than_http2_over_tls_is_refused(server):
    for opening in (b"\xff" + os.urandom(64), b"\0" * 64):
        with open_tls(server, CA) as connection:
            connection.sendall(opening)
            read_to_end(connection)
            address = own_address(connection)
        assert "reason=" in log_of(server, address, "connection failed")


FLOODS = {
    "pings": frame(6, 0, 0, b"12345678") * 40_000,
    "settings": frame(4, 0, 0, b"\x00\x03\x00\x00\x00\x64") * 40_000,
    "continuations": frame(1, 1, 1, b"\x82") + frame(9, 0, 1, b"") * 40_000,
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_is_ended_or_borne_without_memory(server, name):
    before = server.resident_bytes()
    with open_tls(server, CA) as connection:
        connection.settimeout(5)
        try:
            connection.sendall(PREFACE + frame(4, 0, 0, b""))
            # Nothing is read meanwhile.
            connection.sendall(FLOODS[name])
            time.sleep(0.2)
        except (OSError, ssl.SSLError):
            pass
        assert server.resident_bytes() - before < 20 << 20


def test_a_flood_of_resets_ends_the_connection(server):
    with Connection(server, CA) as connection:
        stream = 1
        try:
            for _ in range(3000):
                stream = connection.request(COUNT, ends=False)
                connection.h2.reset_stream(stream, 8)
                connection.flush()
        except (OSError, ssl.SSLError):
            pass
        assert goes_away(connection) in (11, None)
        assert connection.closed
        address = own_address(connection.socket)
    assert "reason=" in log_of(server, address, "connection failed")


def test_a_slow_handshake_is_ended(start):
    server = start("--handshake-timeout", "400ms")
    hello = client_hello()
    with open_socket(server) as silent, open_socket(server) as dripping:
        begun = time.monotonic()
        try:
            for byte in hello:
                dripping.sendall(bytes([byte]))
                time.sleep(0.02)
                if time.monotonic() - begun > 5:
                    pytest.fail("a handshake of single bytes went on for 5 s")
        except OSError:
            pass
        read_to_end(dripping)
        read_to_end(silent)
        addresses = own_address(silent), own_address(dripping)
    for address in addresses:
        log_of(server, address, "handshake took longer than 400 ms")
    assert_serves(server)
    server.stop()


def test_an_idle_connection_is_ended_gracefully(start):
    server = start("--idle-timeout", "300ms")
    with Connection(server, CA) as connection:
        assert connection.call(COUNT, message(b"")).status == 0
        while connection.receive():
            pass
        assert connection.went_away == 0
    assert_serves(server)
    server.stop()


def test_a_client_that_leaves_without_a_call_under_way_is_no_failure(server):
    # As grpcio does: the socket is closed without close_notify.
    with Connection(server, CA) as connection:
        assert connection.call(COUNT, message(b"")).status == 0
        address = own_address(connection.socket)
    assert_serves(server)
    assert not [line for line in server.lines if f"peer={address} " in line and "failed" in line]


def test_connections_over_the_limit_are_refused_until_there_is_room(start):
    server = start("--maximum-connections", "2")
    first, second = Connection(server, CA), Connection(server, CA)
    for connection in (first, second):
        assert connection.call(COUNT, message(b"")).status == 0
    with open_socket(server) as third:
        assert read_to_end(third) == b""
    server.wait_for_log("connection refused: the limit is reached.*limit=2")
    # Those inside are not disturbed.
    assert first.call(COUNT, message(b"")).status == 0
    first.close()
    server_has_room = time.monotonic() + 10
    while True:
        try:
            with Connection(server, CA) as connection:
                assert connection.call(COUNT, message(b"")).status == 0
            break
        except (OSError, ssl.SSLError, AssertionError):
            assert time.monotonic() < server_has_room, "no room after a connection had ended"
            time.sleep(0.05)
    second.close()
    server.stop()


def test_no_socket_is_left_open_by_any_of_this(server):
    end = time.monotonic() + 10
    baseline = None
    while time.monotonic() < end:
        baseline = server.open_sockets()
        # The listener, the session's own channel, and those that are just being closed.
        if baseline <= 4:
            break
        time.sleep(0.2)
    assert baseline <= 4, f"{baseline} sockets are open"
    assert not server.errors()
