"""What HTTP/2's own conformance suite sends to a server, case by case, over TLS.

The numbers are those of h2spec's sections, which are RFC 7540's. A request is the plainest there is, GET
of /, and no gRPC. The error codes are demanded; that suite takes a closed connection for any of them.
"""

import pytest
from conftest import CERTS, assert_serves
from frames import (
    ACK, CANCEL, COMPRESSION_ERROR, CONTINUATION, DATA, DEFAULT_FRAME_SIZE, ENABLE_PUSH, END_HEADERS,
    END_STREAM, FLOW_CONTROL_ERROR, FRAME_SIZE_ERROR, GOAWAY, GREATEST_WINDOW, HEADER_TABLE_SIZE,
    HEADERS, INITIAL_WINDOW_SIZE, MAX_CONCURRENT_STREAMS, MAX_FRAME_SIZE, MAX_HEADER_LIST_SIZE,
    NO_ERROR, PADDED, PING, PRIORITISED, PRIORITY, PROTOCOL_ERROR, PUSH_PROMISE, REFUSED_STREAM,
    RST_STREAM, SETTINGS, STREAM_CLOSED, WINDOW_UPDATE, Connection, data, dependency, frame, goaway,
    ping, priority, reset, settings, window_update,
)  # fmt: skip
from http2 import PREFACE

CASES = {}


def case(name, *, greets=True):
    """Registers a case under its section and what it does."""

    def register(body):
        assert name not in CASES, name
        CASES[name] = (body, greets)
        return body

    return register


def run(name, server, ca):
    body, greets = CASES[name]
    with Connection(server, ca, greets=greets) as connection:
        body(connection)


def connection_error(name, codes, frames):
    """A case whose frames, made by a function of the connection, are a connection error."""

    @case(name)
    def body(c):
        c.send(*frames(c))
        c.expect_connection_error(*codes)


def stream_error(name, codes, frames, *, stream=1):
    @case(name)
    def body(c):
        c.send(*frames(c))
        c.expect_stream_error(*codes, stream=stream)


def answered(name, frames, *, stream=1):
    @case(name)
    def body(c):
        c.send(*frames(c))
        c.expect(HEADERS, stream=stream)


def harmless(name, frames):
    """A case after which a ping is answered."""

    @case(name)
    def body(c):
        c.send(*frames(c), ping())
        c.expect_pong()


def no_window(c):
    """Keeps the server from ending a stream that it has answered with a body."""
    c.send(settings((INITIAL_WINDOW_SIZE, 0)))
    assert c.expect(SETTINGS).flags & ACK


# Generic: what every server takes.


@case("generic/1: the first frame of the server is SETTINGS", greets=False)
def first_frame(c):
    c.send(PREFACE + settings((INITIAL_WINDOW_SIZE, 65535)))
    first = c.receive()
    assert first.kind == SETTINGS and not first.flags & ACK


harmless("generic/2: PRIORITY on an idle stream", lambda c: [priority(1)])


@case("generic/2: WINDOW_UPDATE on a half-closed (remote) stream")
def window_of_half_closed(c):
    no_window(c)
    c.send(c.headers(), window_update(1, 1))
    assert len(c.expect(DATA).payload) == 1


@case("generic/2: PRIORITY on a half-closed (remote) stream")
def priority_of_half_closed(c):
    no_window(c)
    c.send(c.headers(), priority(1), window_update(1, 1))
    assert len(c.expect(DATA).payload) == 1


@case("generic/2: RST_STREAM on a half-closed (remote) stream")
def reset_of_half_closed(c):
    c.send(c.headers(), reset(1), ping())
    c.expect(PING)


@case("generic/2: PRIORITY on a closed stream")
def priority_of_closed(c):
    c.send(c.headers())
    c.expect_end_of_stream()
    c.send(priority(1), ping())
    c.expect_pong()


def post(c, *frames, fields=()):
    return [c.headers(block=c.block([*c.fields(method="POST"), *fields]), ends=False), *frames]


answered("generic/3.1: a DATA frame", lambda c: post(c, data(1, b"test")))
answered(
    "generic/3.1: several DATA frames",
    lambda c: post(c, data(1, b"test", ends=False), data(1, b"test")),
)
answered("generic/3.1: a DATA frame with padding", lambda c: post(c, data(1, b"test", padding=6)))

answered("generic/3.2: a HEADERS frame", lambda c: [c.headers()])
answered(
    "generic/3.2: a HEADERS frame with padding",
    lambda c: [
        frame(HEADERS, END_STREAM | END_HEADERS | PADDED, 1, b"\x08" + c.block() + bytes(8)),
    ],
)
answered(
    "generic/3.2: a HEADERS frame with priority",
    lambda c: [frame(HEADERS, END_STREAM | END_HEADERS | PRIORITISED, 1, dependency(0) + c.block())],
)

answered(
    "generic/3.3: a PRIORITY frame with priority 1", lambda c: [priority(1, weight=1), c.headers()]
)
answered("generic/3.3: a PRIORITY frame with priority 256", lambda c: [priority(1), c.headers()])
answered(
    "generic/3.3: a PRIORITY frame with a dependency", lambda c: [priority(3, 1), c.headers()]
)
answered(
    "generic/3.3: an exclusive PRIORITY frame",
    lambda c: [priority(1, exclusive=True), c.headers()],
)
answered(
    "generic/3.3: a PRIORITY frame for an idle stream, then HEADERS of a lower one",
    lambda c: [priority(3), c.headers()],
)

harmless("generic/3.4: a RST_STREAM frame", lambda c: [c.headers(ends=False), reset(1)])


@case("generic/3.5: a SETTINGS frame")
def settings_are_taken(c):
    c.send(
        settings(
            (HEADER_TABLE_SIZE, 4096), (ENABLE_PUSH, 1), (MAX_CONCURRENT_STREAMS, 100),
            (INITIAL_WINDOW_SIZE, 65535), (MAX_FRAME_SIZE, 16384), (MAX_HEADER_LIST_SIZE, 100),
        )
    )  # fmt: skip
    assert c.expect(SETTINGS).flags & ACK


@case("generic/3.7: a PING frame")
def ping_is_answered(c):
    c.send(ping(b"h2 is ok"))
    answer = c.expect(PING)
    assert answer.flags & ACK and answer.payload == b"h2 is ok"


@case("generic/3.8: a GOAWAY frame")
def goaway_is_followed(c):
    c.send(goaway())
    c.expect_close()


harmless("generic/3.9: a WINDOW_UPDATE frame of the connection", lambda c: [window_update(0, 1)])
answered(
    "generic/3.9: a WINDOW_UPDATE frame of a stream", lambda c: [c.headers(), window_update(1, 1)]
)


@case("generic/3.10: a CONTINUATION frame")
def one_continuation(c):
    block = c.block()
    c.send(c.headers(block=block[:5], complete=False), c.continuation(block=block[5:]))
    c.expect(HEADERS, stream=1)


@case("generic/3.10: several CONTINUATION frames")
def several_continuations(c):
    block = c.block()
    c.send(
        c.headers(block=block[:5], complete=False),
        c.continuation(block=block[5:10], complete=False),
        c.continuation(block=block[10:]),
    )
    c.expect(HEADERS, stream=1)


answered("generic/4: a GET request", lambda c: [c.headers()])


@case("generic/4: a HEAD request")
def head(c):
    c.send(c.headers(method="HEAD"))
    assert c.expect(HEADERS, stream=1).ends_stream


answered("generic/4: a POST request", lambda c: post(c, data(1, b"test")))
answered(
    "generic/4: a POST request with trailers",
    lambda c: post(
        c,
        data(1, b"test", ends=False),
        c.headers(block=c.block([("x-test", "ok")])),
        fields=[("trailer", "x-test")],
    ),
)

USER_AGENT, USER_AGENT_CODED = b"\x0auser-agent", b"\x87\xb5\x05\xb1\x61\xcc\x5a\x93"
X_TEST, X_TEST_CODED = b"\x06x-test", b"\x85\xf2\xb2\x4a\x84\xff"
VALUE, VALUE_CODED = b"\x06h2spec", b"\x84\x9c\x48\xac\xa4"
REPRESENTATIONS = {
    "an indexed field": b"\xba",
    **{
        f"a literal field {how} - {what}{coding}": start + name + value
        for how, start in (
            ("with incremental indexing", b"\x40"),
            ("without indexing", b"\x00"),
            ("never indexed", b"\x10"),
        )
        for what, coding, name, value in (
            ("name that is known", "", USER_AGENT, VALUE),
            ("name that is known", ", by Huffman", USER_AGENT_CODED, VALUE_CODED),
            ("new name", "", X_TEST, VALUE),
            ("new name", ", by Huffman", X_TEST_CODED, VALUE_CODED),
        )
    },
}
for what, bytes_ in REPRESENTATIONS.items():
    answered(
        f"generic/5: {what}", lambda c, bytes_=bytes_: [c.headers(block=c.block() + bytes_)]
    )
answered("generic/5: a table size update", lambda c: [c.headers(block=b"\x20" + c.block())])
answered(
    "generic/5: two table size updates",
    lambda c: [c.headers(block=b"\x20\x3f\xe1\x1f" + c.block())],
)

# HTTP/2: what a server answers to what it must not be sent.


@case("http2/3.5: a client's preface is answered with SETTINGS", greets=False)
def preface(c):
    c.send(PREFACE + settings((INITIAL_WINDOW_SIZE, 65535)))
    assert not c.expect(SETTINGS).flags & ACK


@case("http2/3.5: an invalid preface", greets=False)
def invalid_preface(c):
    c.send(b"INVALID CONNECTION PREFACE\r\n\r\n")
    c.expect_close()


UNKNOWN_FRAME = frame(0x16, 0, 0, bytes(8))
harmless("http2/4.1: a frame of unknown type", lambda c: [UNKNOWN_FRAME])


@case("http2/4.1: undefined flags of a PING")
def undefined_flags(c):
    c.send(ping(flags=0x16))
    c.expect_pong()


@case("http2/4.1: the reserved bit")
def reserved_bit(c):
    c.send(frame(PING, 0x16, 0x80000000, b"conform!"))
    c.expect_pong()


answered(
    "http2/4.2: DATA of 2^14 bytes", lambda c: post(c, data(1, b"x" * DEFAULT_FRAME_SIZE))
)
stream_error(
    "http2/4.2: DATA larger than SETTINGS_MAX_FRAME_SIZE",
    [FRAME_SIZE_ERROR],
    lambda c: post(c, data(1, b"x" * (DEFAULT_FRAME_SIZE + 1))),
)
connection_error(
    "http2/4.2: HEADERS larger than SETTINGS_MAX_FRAME_SIZE",
    [FRAME_SIZE_ERROR],
    lambda c: [c.headers(block=c.block() + bytes(DEFAULT_FRAME_SIZE))],
)


connection_error(
    "http2/4.3: a block that cannot be decoded", [COMPRESSION_ERROR],
    lambda c: [frame(HEADERS, END_STREAM | END_HEADERS, 1, b"\x40")],
)  # fmt: skip
connection_error(
    "http2/4.3: PRIORITY within a block", [PROTOCOL_ERROR],
    lambda c: [c.headers(ends=False, complete=False), priority(1), c.continuation()],
)  # fmt: skip
connection_error(
    "http2/4.3: HEADERS of another stream within a block", [PROTOCOL_ERROR],
    lambda c: [c.headers(ends=False, complete=False), c.headers(3), c.continuation()],
)  # fmt: skip

connection_error("http2/5.1 idle: DATA", [PROTOCOL_ERROR], lambda c: [data(1, b"test")])
connection_error("http2/5.1 idle: RST_STREAM", [PROTOCOL_ERROR], lambda c: [reset(1)])
connection_error(
    "http2/5.1 idle: WINDOW_UPDATE", [PROTOCOL_ERROR], lambda c: [window_update(1, 100)]
)
connection_error(
    "http2/5.1 idle: CONTINUATION", [PROTOCOL_ERROR], lambda c: [c.continuation(block=c.block())]
)
stream_error(
    "http2/5.1 half closed (remote): DATA", [STREAM_CLOSED], lambda c: [c.headers(), data(1, b"test")]
)
stream_error(
    "http2/5.1 half closed (remote): HEADERS", [STREAM_CLOSED], lambda c: [c.headers(), c.headers()]
)
stream_error(
    "http2/5.1 half closed (remote): CONTINUATION", [STREAM_CLOSED, PROTOCOL_ERROR],
    lambda c: [c.headers(), c.continuation()],
)  # fmt: skip
stream_error(
    "http2/5.1 closed: DATA after RST_STREAM", [STREAM_CLOSED],
    lambda c: [c.headers(ends=False), reset(1), data(1, b"test")],
)  # fmt: skip
stream_error(
    "http2/5.1 closed: HEADERS after RST_STREAM", [STREAM_CLOSED],
    lambda c: [c.headers(ends=False), reset(1), c.headers()],
)  # fmt: skip
stream_error(
    "http2/5.1 closed: CONTINUATION after RST_STREAM", [STREAM_CLOSED, PROTOCOL_ERROR],
    lambda c: [c.headers(ends=False), reset(1), c.continuation()],
)  # fmt: skip


def after_the_end(name, codes, make):
    @case(name)
    def body(c):
        c.send(c.headers())
        c.expect_end_of_stream()
        c.send(make(c))
        c.expect_connection_error(*codes)


after_the_end("http2/5.1 closed: DATA", [STREAM_CLOSED], lambda c: data(1, b"test"))
after_the_end("http2/5.1 closed: HEADERS", [STREAM_CLOSED], lambda c: c.headers())
after_the_end(
    "http2/5.1 closed: CONTINUATION", [STREAM_CLOSED, PROTOCOL_ERROR], lambda c: c.continuation()
)

connection_error(
    "http2/5.1.1: a stream of an even number", [PROTOCOL_ERROR], lambda c: [c.headers(2)]
)
connection_error(
    "http2/5.1.1: a stream of a lower number than the last", [PROTOCOL_ERROR],
    lambda c: [c.headers(5), c.headers(3)],
)  # fmt: skip
stream_error(
    "http2/5.1.1: HEADERS twice on one stream", [STREAM_CLOSED],
    lambda c: [c.headers(5), c.headers(5)], stream=5,
)  # fmt: skip


@case("http2/5.1.2: more streams than SETTINGS_MAX_CONCURRENT_STREAMS")
def concurrency(c):
    most = c.settings[MAX_CONCURRENT_STREAMS]
    no_window(c)
    last = 2 * most + 1
    c.send(b"".join(c.headers(stream) for stream in range(1, last + 1, 2)))
    c.expect_stream_error(PROTOCOL_ERROR, REFUSED_STREAM, stream=last)


stream_error(
    "http2/5.3.1: HEADERS that depend on their own stream", [PROTOCOL_ERROR],
    lambda c: [frame(HEADERS, END_STREAM | END_HEADERS | PRIORITISED, 1, dependency(1) + c.block())],
)  # fmt: skip
stream_error(
    "http2/5.3.1: PRIORITY that depends on its own stream", [PROTOCOL_ERROR],
    lambda c: [priority(1, 1)],
)  # fmt: skip

connection_error(
    "http2/5.4.1: after GOAWAY for an error the connection is closed", [PROTOCOL_ERROR],
    lambda c: [frame(PING, 0, 3, bytes(8))],
)  # fmt: skip

harmless("http2/5.5: an unknown extension frame", lambda c: [UNKNOWN_FRAME])
connection_error(
    "http2/5.5: an unknown extension frame within a block", [PROTOCOL_ERROR],
    lambda c: [c.headers(complete=False), UNKNOWN_FRAME],
)  # fmt: skip

connection_error("http2/6.1: DATA on stream 0", [PROTOCOL_ERROR], lambda c: [data(0, b"test")])
stream_error(
    "http2/6.1: DATA on a stream that is not open", [STREAM_CLOSED],
    lambda c: [c.headers(method="POST"), data(1, b"test")],
)  # fmt: skip
connection_error(
    "http2/6.1: DATA with padding longer than its payload", [PROTOCOL_ERROR],
    lambda c: post(
        c, frame(DATA, END_STREAM | PADDED, 1, b"\x06\x54\x65\x73\x74"),
        fields=[("content-length", "4")],
    ),
)  # fmt: skip

connection_error(
    "http2/6.2: PRIORITY after HEADERS without END_HEADERS", [PROTOCOL_ERROR],
    lambda c: [c.headers(ends=False, complete=False), priority(1), c.continuation()],
)  # fmt: skip
connection_error(
    "http2/6.2: HEADERS of another stream after HEADERS without END_HEADERS", [PROTOCOL_ERROR],
    lambda c: [c.headers(ends=False, complete=False), c.headers(3), c.continuation()],
)  # fmt: skip
connection_error("http2/6.2: HEADERS on stream 0", [PROTOCOL_ERROR], lambda c: [c.headers(0)])


@case("http2/6.2: HEADERS with padding longer than their payload")
def header_padding(c):
    block = c.block()
    c.send(frame(HEADERS, END_STREAM | END_HEADERS | PADDED, 1, bytes([len(block) + 2]) + block))
    c.expect_stream_error(PROTOCOL_ERROR)


connection_error("http2/6.3: PRIORITY on stream 0", [PROTOCOL_ERROR], lambda c: [priority(0)])
stream_error(
    "http2/6.3: PRIORITY of a length other than 5", [FRAME_SIZE_ERROR],
    lambda c: [c.headers(), frame(PRIORITY, 0, 1, b"\x80\0\0\x01")],
)  # fmt: skip

connection_error("http2/6.4: RST_STREAM on stream 0", [PROTOCOL_ERROR], lambda c: [reset(0)])
connection_error("http2/6.4: RST_STREAM on an idle stream", [PROTOCOL_ERROR], lambda c: [reset(1)])
stream_error(
    "http2/6.4: RST_STREAM of a length other than 4", [FRAME_SIZE_ERROR],
    lambda c: [c.headers(), frame(RST_STREAM, 0, 1, bytes(3))],
)  # fmt: skip

connection_error(
    "http2/6.5: SETTINGS with ACK and a payload", [FRAME_SIZE_ERROR],
    lambda c: [frame(SETTINGS, ACK, 0, b"\0")],
)  # fmt: skip
connection_error(
    "http2/6.5: SETTINGS on a stream", [PROTOCOL_ERROR],
    lambda c: [frame(SETTINGS, 0, 1, b"\0\x03\0\0\0\x64")],
)  # fmt: skip
connection_error(
    "http2/6.5: SETTINGS of a length that is no multiple of 6", [FRAME_SIZE_ERROR],
    lambda c: [frame(SETTINGS, 0, 0, b"\0\x03\0")],
)  # fmt: skip
connection_error(
    "http2/6.5.2: SETTINGS_ENABLE_PUSH other than 0 or 1", [PROTOCOL_ERROR],
    lambda c: [settings((ENABLE_PUSH, 2))],
)  # fmt: skip
connection_error(
    "http2/6.5.2: SETTINGS_INITIAL_WINDOW_SIZE above 2^31-1", [FLOW_CONTROL_ERROR],
    lambda c: [settings((INITIAL_WINDOW_SIZE, 2**31))],
)  # fmt: skip
connection_error(
    "http2/6.5.2: SETTINGS_MAX_FRAME_SIZE below 2^14", [PROTOCOL_ERROR],
    lambda c: [settings((MAX_FRAME_SIZE, 2**14 - 1))],
)  # fmt: skip
connection_error(
    "http2/6.5.2: SETTINGS_MAX_FRAME_SIZE above 2^24-1", [PROTOCOL_ERROR],
    lambda c: [settings((MAX_FRAME_SIZE, 2**24))],
)  # fmt: skip
harmless("http2/6.5.2: an unknown setting", lambda c: [settings((0xFF, 1))])


@case("http2/6.5.3: the last of several values of SETTINGS_INITIAL_WINDOW_SIZE counts")
def settings_in_order(c):
    c.send(settings((INITIAL_WINDOW_SIZE, 100), (INITIAL_WINDOW_SIZE, 1)))
    assert c.expect(SETTINGS).flags & ACK
    c.send(c.headers())
    assert len(c.expect(DATA).payload) == 1


@case("http2/6.5.3: SETTINGS are acknowledged")
def acknowledgement(c):
    c.send(settings((ENABLE_PUSH, 0)))
    assert c.expect(SETTINGS).flags & ACK


@case("http2/6.7: PING is answered with its payload")
def pong(c):
    c.send(ping(b"h2spec\0\0"))
    answer = c.expect(PING)
    assert answer.flags & ACK and answer.payload == b"h2spec\0\0"


@case("http2/6.7: PING with ACK is not answered")
def pong_to_a_pong(c):
    c.send(ping(b"invalid\0", flags=ACK), ping())
    c.expect_pong()


connection_error(
    "http2/6.7: PING on a stream", [PROTOCOL_ERROR], lambda c: [frame(PING, 0, 3, bytes(8))]
)
connection_error(
    "http2/6.7: PING of a length other than 8", [FRAME_SIZE_ERROR],
    lambda c: [frame(PING, 0, 0, bytes(6))],
)  # fmt: skip
connection_error(
    "http2/6.8: GOAWAY on a stream", [PROTOCOL_ERROR], lambda c: [frame(GOAWAY, 0, 1, bytes(8))]
)
connection_error(
    "http2/6.9: WINDOW_UPDATE of 0 on the connection", [PROTOCOL_ERROR],
    lambda c: [window_update(0, 0)],
)  # fmt: skip
stream_error(
    "http2/6.9: WINDOW_UPDATE of 0 on a stream", [PROTOCOL_ERROR],
    lambda c: [c.headers(ends=False), window_update(1, 0)],
)  # fmt: skip
connection_error(
    "http2/6.9: WINDOW_UPDATE of a length other than 4", [FRAME_SIZE_ERROR],
    lambda c: [frame(WINDOW_UPDATE, 0, 0, bytes(3))],
)  # fmt: skip


@case("http2/6.9.1: DATA keeps to a window of 1")
def small_window(c):
    c.send(settings((INITIAL_WINDOW_SIZE, 1)))
    assert c.expect(SETTINGS).flags & ACK
    c.send(c.headers())
    assert len(c.expect(DATA).payload) == 1


connection_error(
    "http2/6.9.1: a connection's window above 2^31-1", [FLOW_CONTROL_ERROR],
    lambda c: [window_update(0, GREATEST_WINDOW)] * 2,
)  # fmt: skip


@case("http2/6.9.1: a stream's window above 2^31-1")
def stream_window(c):
    c.send(c.headers(ends=False), *[window_update(1, GREATEST_WINDOW)] * 2)
    assert c.expect(RST_STREAM, stream=1).code == FLOW_CONTROL_ERROR


@case("http2/6.9.2: a change of SETTINGS_INITIAL_WINDOW_SIZE changes the windows of streams")
def window_opened(c):
    no_window(c)
    c.send(c.headers(), settings((INITIAL_WINDOW_SIZE, 1)))
    assert c.expect(SETTINGS).flags & ACK
    assert len(c.expect(DATA).payload) == 1


@case("http2/6.9.2: a window made negative by SETTINGS holds DATA back until it is positive")
def negative_window(c):
    c.send(settings((INITIAL_WINDOW_SIZE, 3)))
    assert c.expect(SETTINGS).flags & ACK
    c.send(c.headers())
    assert len(c.expect(DATA).payload) == 3
    c.send(settings((INITIAL_WINDOW_SIZE, 2)))
    assert c.expect(SETTINGS).flags & ACK
    c.send(window_update(1, 2))
    assert len(c.expect(DATA).payload) == 1


connection_error(
    "http2/6.9.2: SETTINGS_INITIAL_WINDOW_SIZE above 2^31-1", [FLOW_CONTROL_ERROR],
    lambda c: [settings((INITIAL_WINDOW_SIZE, 2**31))],
)  # fmt: skip


@case("http2/6.9.2: SETTINGS that make a stream's window exceed 2^31-1")
def overflow_by_settings(c):
    # Beyond that suite: the rule's own sentence.
    c.send(
        c.headers(ends=False),
        window_update(1, GREATEST_WINDOW - 65535),
        settings((INITIAL_WINDOW_SIZE, 65536)),
    )
    c.expect_connection_error(FLOW_CONTROL_ERROR)


answered(
    "http2/6.10: several CONTINUATION frames",
    lambda c: [c.headers(complete=False), c.continuation(complete=False), c.continuation()],
)
connection_error(
    "http2/6.10: DATA after CONTINUATION without END_HEADERS", [PROTOCOL_ERROR],
    lambda c: [
        c.headers(ends=False, complete=False, method="POST"), c.continuation(complete=False),
        data(1, b"test"),
    ],
)  # fmt: skip
connection_error(
    "http2/6.10: CONTINUATION on stream 0", [PROTOCOL_ERROR],
    lambda c: [c.headers(complete=False), c.continuation(0)],
)  # fmt: skip
connection_error(
    "http2/6.10: CONTINUATION after HEADERS with END_HEADERS", [PROTOCOL_ERROR],
    lambda c: [c.headers(), c.continuation()],
)  # fmt: skip
connection_error(
    "http2/6.10: CONTINUATION after CONTINUATION with END_HEADERS", [PROTOCOL_ERROR],
    lambda c: [c.headers(complete=False), c.continuation(), c.continuation()],
)  # fmt: skip
connection_error(
    "http2/6.10: CONTINUATION after DATA", [PROTOCOL_ERROR],
    lambda c: [
        c.headers(ends=False, complete=False, method="POST"), data(1, b"test"),
        c.continuation(complete=False), c.continuation(0),
    ],
)  # fmt: skip


@case("http2/7: GOAWAY with an unknown error code")
def unknown_goaway(c):
    c.send(goaway(0xFF))
    c.expect_close()


harmless("http2/7: RST_STREAM with an unknown error code", lambda c: post(c, reset(1, 0xFF)))

stream_error(
    "http2/8.1: a second HEADERS without END_STREAM", [PROTOCOL_ERROR],
    lambda c: post(
        c, data(1, b"test", ends=False),
        c.headers(block=c.block([("x-test", "ok")]), ends=False),
    ),
)  # fmt: skip


def malformed(name, make):
    """A request whose header list breaks a rule."""
    stream_error(name, [PROTOCOL_ERROR], lambda c: [c.headers(block=c.block(make(c)))])


malformed("http2/8.1.2: a name in upper case", lambda c: [*c.fields(), ("X-TEST", "ok")])
malformed("http2/8.1.2.1: an unknown pseudo-header", lambda c: [*c.fields(), (":test", "ok")])
malformed(
    "http2/8.1.2.1: a response's pseudo-header", lambda c: [*c.fields(), (":status", "200")]
)
stream_error(
    "http2/8.1.2.1: a pseudo-header in trailers", [PROTOCOL_ERROR],
    lambda c: post(
        c, data(1, b"test", ends=False), c.headers(block=c.block([(":method", "POST")])),
        fields=[("trailer", "x-test")],
    ),
)  # fmt: skip
malformed(
    "http2/8.1.2.1: a pseudo-header after other fields",
    lambda c: [*c.fields(path=None), ("x-test", "ok"), (":path", "/")],
)
malformed(
    "http2/8.1.2.2: a Connection field", lambda c: [*c.fields(), ("connection", "keep-alive")]
)
malformed(
    "http2/8.1.2.2: TE other than trailers",
    lambda c: [*c.fields(), ("trailers", "test"), ("te", "trailers, deflate")],
)
malformed("http2/8.1.2.3: an empty :path", lambda c: c.fields(path=""))
malformed("http2/8.1.2.3: no :method", lambda c: c.fields(method=None))
malformed("http2/8.1.2.3: no :scheme", lambda c: c.fields(scheme=None))
malformed("http2/8.1.2.3: no :path", lambda c: c.fields(path=None))
malformed("http2/8.1.2.3: :method twice", lambda c: [*c.fields(), (":method", "GET")])
malformed("http2/8.1.2.3: :scheme twice", lambda c: [*c.fields(), (":scheme", "https")])
malformed("http2/8.1.2.3: :path twice", lambda c: [*c.fields(), (":path", "/")])
stream_error(
    "http2/8.1.2.6: content-length other than the one DATA frame's", [PROTOCOL_ERROR],
    lambda c: post(c, data(1, b"test"), fields=[("content-length", "1")]),
)  # fmt: skip
stream_error(
    "http2/8.1.2.6: content-length other than the sum of the DATA frames'", [PROTOCOL_ERROR],
    lambda c: post(
        c, data(1, b"test", ends=False), data(1, b"test"), fields=[("content-length", "1")]
    ),
)  # fmt: skip
connection_error(
    "http2/8.2: PUSH_PROMISE", [PROTOCOL_ERROR],
    lambda c: [frame(PUSH_PROMISE, END_HEADERS, 1, b"\0\0\0\x03" + c.block())],
)  # fmt: skip

# HPACK: blocks that cannot be decoded.


def undecodable(name, *, before=b"", after=b""):
    connection_error(
        name, [COMPRESSION_ERROR], lambda c: [c.headers(block=before + c.block() + after)]
    )


X_TEST_IS = b"\0" + X_TEST_CODED
undecodable("hpack/2.3.3: an index beyond both tables", after=b"\xfe")
undecodable("hpack/4.2: a table size update at the end of a block", after=b"\x20")
undecodable(
    "hpack/5.2: padding longer than 7 bits", after=X_TEST_IS + b"\x84\x49\x50\x9f\xff"
)
undecodable("hpack/5.2: padding of zeros", after=X_TEST_IS + b"\x83\x49\x50\x90")
undecodable(
    "hpack/5.2: the EOS symbol in a string", after=X_TEST_IS + b"\x87\xff\xff\xff\xfd\x25\x42\x7f"
)
undecodable("hpack/6.1: index 0", after=b"\x80")
undecodable("hpack/6.3: a table size above SETTINGS_HEADER_TABLE_SIZE", before=b"\x3f\xe2\x1f")


@pytest.mark.parametrize("name", CASES)
def test_http2(server, name):
    run(name, server, CERTS / "ca.pem")


def test_it_goes_on_serving(server):
    assert_serves(server)
    assert not server.errors()
