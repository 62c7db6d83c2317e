"""Calls that cannot be answered end with the right status, and say what is wrong."""

import time

import grpc
import pytest
from conftest import CERTS, assert_serves
from http2 import Connection, message
from verbatim.v1 import archive_pb2, transcript_pb2

Filter = archive_pb2.StatementFilter
MANY = [str(number) for number in range(1001)]

NOT_FOUND = grpc.StatusCode.NOT_FOUND
INVALID = grpc.StatusCode.INVALID_ARGUMENT

# Method, request, status and what its details must say: the field as the schema spells it.
REFUSED = [
    ("GetMeeting", archive_pb2.GetMeetingRequest(id="no:such"), NOT_FOUND, "meeting no:such"),
    ("GetMeeting", archive_pb2.GetMeetingRequest(), INVALID, "id"),
    ("GetMeeting", archive_pb2.GetMeetingRequest(id="x" * 161), INVALID, "id"),
    ("GetMeeting", archive_pb2.GetMeetingRequest(id="a\0b"), INVALID, "id holds a NUL"),
    ("GetStatement", archive_pb2.GetStatementRequest(id="no:such/s1"), NOT_FOUND, "no:such/s1"),
    ("GetStatement", archive_pb2.GetStatementRequest(), INVALID, "id"),
    ("GetStatement", archive_pb2.GetStatementRequest(id="x" * 161), INVALID, "id"),
    ("GetStatement", archive_pb2.GetStatementRequest(id="a\0b"), INVALID, "id holds a NUL"),
    ("ListMeetings", archive_pb2.ListMeetingsRequest(after_id="no:such"), NOT_FOUND, "after_id"),
    ("ListMeetings", archive_pb2.ListMeetingsRequest(**{"from": "2023-02-29"}), INVALID, "from"),
    ("ListMeetings", archive_pb2.ListMeetingsRequest(to="yesterday"), INVALID, "to"),
    ("ListMeetings", archive_pb2.ListMeetingsRequest(**{"from": "2002-01-01"}, to="2001-01-01"),
     INVALID, "from is 2002-01-01, which is after to, 2001-01-01"),
    ("ListMeetings", archive_pb2.ListMeetingsRequest(places=["…"]), INVALID, "places"),
    ("ListMeetings", archive_pb2.ListMeetingsRequest(places=[""]), INVALID, "places"),
    ("ListMeetings", archive_pb2.ListMeetingsRequest(places=MANY), INVALID, "places"),
    ("ListMeetings", archive_pb2.ListMeetingsRequest(title="x" * 501), INVALID, "title"),
    ("ListMeetings", archive_pb2.ListMeetingsRequest(title="a\0b"), INVALID, "title"),
    ("ListMeetings", archive_pb2.ListMeetingsRequest(order=7), INVALID, "order"),
    ("ListSpeakers", archive_pb2.ListSpeakersRequest(name="?!"), INVALID, "name"),
    ("ListSpeakers", archive_pb2.ListSpeakersRequest(name="x" * 501), INVALID, "name"),
    ("ListSpeakers", archive_pb2.ListSpeakersRequest(meeting_id="a\0b"), INVALID, "meeting_id"),
    ("StreamStatements", archive_pb2.StreamStatementsRequest(after_id="no:such/s1"),
     NOT_FOUND, "after_id"),
    ("StreamStatements", archive_pb2.StreamStatementsRequest(after_id="a\0b"), INVALID, "after_id"),
    ("StreamStatements", archive_pb2.StreamStatementsRequest(order=-1), INVALID, "order"),
    ("CountStatements", archive_pb2.CountStatementsRequest(group_by=8), INVALID, "group_by"),
]  # fmt: skip

# A filter that is refused wherever there is one, and the field at fault.
FILTERS = [
    (Filter(**{"from": "2023-13-01"}), "filter.from"),
    (Filter(**{"from": "2023-1-1"}), "filter.from"),
    (Filter(**{"from": "0000-01-01"}), "filter.from"),
    (Filter(**{"from": "20230101"}), "filter.from"),
    (Filter(**{"from": " 2023-01-01"}), "filter.from"),
    (Filter(to="2023-01-32"), "filter.to"),
    (Filter(to="10000-01-01"), "filter.to"),
    (Filter(to="2023-01-01\0"), "filter.to"),
    (Filter(**{"from": "2023-01-02"}, to="2023-01-01"), "filter.from"),
    (Filter(speaker_names=[""]), "filter.speaker_names"),
    (Filter(speaker_names=["quill", "—"]), "filter.speaker_names"),
    (Filter(speaker_names=["x" * 501]), "filter.speaker_names"),
    (Filter(speaker_names=["a\0b"]), "filter.speaker_names"),
    (Filter(speaker_names=MANY), "filter.speaker_names"),
    (Filter(speaker_ids=[""]), "filter.speaker_ids"),
    (Filter(speaker_ids=["a\0b"]), "filter.speaker_ids"),
    (Filter(speaker_ids=MANY), "filter.speaker_ids"),
    (Filter(meeting_ids=[""]), "filter.meeting_ids"),
    (Filter(meeting_ids=MANY), "filter.meeting_ids"),
    (Filter(places=[""]), "filter.places"),
    (Filter(places=["…"]), "filter.places"),
    (Filter(places=["x" * 501]), "filter.places"),
    (Filter(places=MANY), "filter.places"),
    (Filter(kinds=[99]), "filter.kinds"),
    (Filter(kinds=[1] * 1001), "filter.kinds"),
]
REFUSED += [
    each
    for filter, field in FILTERS
    for each in [
        ("StreamStatements", archive_pb2.StreamStatementsRequest(filter=filter), INVALID, field),
        ("CountStatements", archive_pb2.CountStatementsRequest(filter=filter), INVALID, field),
    ]
]


@pytest.mark.parametrize(
    "method, request_, code, details", REFUSED,
    ids=[f"{each[0]}-{each[3].replace(' ', '-')}-{number}" for number, each in enumerate(REFUSED)],
)  # fmt: skip
def test_a_bad_field_is_named(archive, method, request_, code, details):
    with pytest.raises(grpc.RpcError) as error:
        response = getattr(archive, method)(request_, timeout=30)
        if hasattr(response, "__next__"):
            list(response)
    assert error.value.code() == code, error.value.details()
    assert error.value.details().startswith(details) or (
        code == NOT_FOUND and details in error.value.details()
    ), error.value.details()


def test_a_thousand_values_and_the_longest_texts_are_taken(archive):
    filter = Filter(
        speaker_names=["x" * 500] * 1000, speaker_ids=["y"] * 1000, meeting_ids=["z"] * 1000,
        places=["p" * 500] * 1000, kinds=[1] * 1000,
    )  # fmt: skip
    request = archive_pb2.CountStatementsRequest(filter=filter)
    assert archive.CountStatements(request, timeout=30).total == 0


def raw(channel, path="/verbatim.v1.Archive/GetStatement", streams=False):
    """A method that sends and receives bytes as they are."""
    make = channel.unary_stream if streams else channel.unary_unary
    return make(path, request_serializer=lambda data: data, response_deserializer=lambda data: data)


@pytest.mark.parametrize(
    "path, details",
    [
        ("/verbatim.v1.Archive/NoSuchMethod", "NoSuchMethod"),
        ("/verbatim.v1.Archive/getstatement", "getstatement"),
        ("/no.such.Service/GetStatement", "no.such.Service"),
        ("/grpc.health.v1.Health/Nothing", "Nothing"),
    ],
)
def test_an_unknown_method_or_service_is_unimplemented(channel, path, details):
    with pytest.raises(grpc.RpcError) as error:
        raw(channel, path)(b"", timeout=30)
    assert error.value.code() == grpc.StatusCode.UNIMPLEMENTED
    assert details in error.value.details()


MALFORMED = {
    "a length beyond the end": b"\x0a\x7fabc",
    "a length of ten bytes": b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    "an endless number": b"\x08" + b"\xff" * 20,
    "field number 0": b"\x02\x01a",
    "an unknown wire type": b"\x0f",
    "a group that does not end": b"\x0b\x0b\x0b",
    "noise": bytes(range(128, 256)),
}


@pytest.mark.parametrize("method", ["GetStatement", "GetMeeting", "StreamStatements", "ListMeetings",
                                    "ListSpeakers", "CountStatements"])  # fmt: skip
@pytest.mark.parametrize("name", MALFORMED)
def test_bytes_that_are_no_message_are_internal(channel, method, name):
    call = raw(channel, f"/verbatim.v1.Archive/{method}", streams=method[0] in "LS")
    with pytest.raises(grpc.RpcError) as error:
        response = call(MALFORMED[name], timeout=30)
        if method[0] in "LS":
            list(response)
    assert error.value.code() == grpc.StatusCode.INTERNAL, error.value.details()
    assert "message" in error.value.details()


@pytest.mark.parametrize(
    "method, data, field",
    [
        ("GetStatement", b"\x0a\x02\xc3\x28", "id"),
        ("GetMeeting", b"\x0a\x03\xed\xa0\x80", "id"),  # a surrogate
        ("StreamStatements", b"\x0a\x05\x12\x03a\xffb", "filter.speaker_names"),
        ("StreamStatements", b"\x22\x02\xc0\x80", "after_id"),  # an overlong NUL
        ("CountStatements", b"\x0a\x04\x32\x02\xc3\x28", "filter.places"),
        ("ListMeetings", b"\x22\x01\xff", "title"),
        ("ListSpeakers", b"\x0a\x04\xf4\x90\x80\x80", "name"),  # beyond U+10FFFF
    ],
)
def test_text_that_is_not_utf8_is_an_invalid_argument(channel, method, data, field):
    streams = method.startswith(("List", "Stream"))
    with pytest.raises(grpc.RpcError) as error:
        response = raw(channel, f"/verbatim.v1.Archive/{method}", streams=streams)(data, timeout=30)
        if streams:
            list(response)
    # An id that is not UTF-8 is also one that nothing has.
    assert error.value.code() == INVALID, error.value.details()
    assert error.value.details().startswith(field)


def test_unknown_fields_are_ignored(channel, everything):
    wanted = everything.statements[5]
    data = archive_pb2.GetStatementRequest(id=wanted.id).SerializeToString()
    data += b"\xf8\x07\x2a\x9a\x3f\x03new\xa5\x06abcd"
    response = raw(channel)(data, timeout=30)
    assert transcript_pb2.Statement.FromString(response) == wanted


def test_a_message_over_the_limit_is_resource_exhausted(archive, channel):
    for size in (1024 * 1024 + 1, 12 << 20):
        with pytest.raises(grpc.RpcError) as error:
            raw(channel)(b"\x0a" + b"x" * (size - 1), timeout=30)
        assert error.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
        assert str(1024 * 1024) in error.value.details()
    # The largest that fits is read, and then refused for what it is.
    with pytest.raises(grpc.RpcError) as error:
        raw(channel)(b"\x0a" + b"x" * (1024 * 1024 - 1), timeout=30)
    assert error.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert "more than 1000 fields that the schema has not" in error.value.details()


def test_an_expired_deadline_is_deadline_exceeded(archive):
    request = archive_pb2.StreamStatementsRequest()
    with pytest.raises(grpc.RpcError) as error:
        list(archive.StreamStatements(request, timeout=0.000_001))
    assert error.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
    stream = archive.StreamStatements(request, timeout=0.2)
    next(stream)
    # Nobody reads: the stream is far from its end when its time is over.
    time.sleep(0.3)
    with pytest.raises(grpc.RpcError) as error:
        list(stream)
    assert error.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED


def test_metadata_over_the_limit_is_resource_exhausted(server, archive):
    request = archive_pb2.CountStatementsRequest()
    with pytest.raises(grpc.RpcError) as error:
        archive.CountStatements(request, metadata=[("x-large", "y" * 20_000)], timeout=30)
    assert error.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
    small = [("x-text", "y" * 4000), ("x-bin", bytes(range(256)))]
    assert archive.CountStatements(request, metadata=small, timeout=30).total > 0


# Below grpcio, which would not send these, or would hide what the server says.
PATH = "/verbatim.v1.Archive/GetStatement"
COUNT = "/verbatim.v1.Archive/CountStatements"
EMPTY = message(b"")
UNIMPLEMENTED, INTERNAL, DEADLINE, EXHAUSTED = 12, 13, 4, 8

RULES = {
    "a deadline that has passed": (dict(path=COUNT, body=EMPTY, adding=[("grpc-timeout", "0n")]), DEADLINE),
    "a deadline without a unit": (dict(path=COUNT, body=EMPTY, adding=[("grpc-timeout", "10")]), INTERNAL),
    "a deadline of nine digits": (
        dict(path=COUNT, body=EMPTY, adding=[("grpc-timeout", "100000000S")]), INTERNAL),
    "no message": (dict(path=COUNT), UNIMPLEMENTED),
    "two messages": (dict(path=COUNT, body=EMPTY + EMPTY), UNIMPLEMENTED),
    "a message cut short": (dict(path=COUNT, body=message(b"abc", length=9)), INTERNAL),
    "a prefix cut short": (dict(path=COUNT, body=b"\0\0\0"), INTERNAL),
    "a compressed message without a word of it": (
        dict(path=COUNT, body=message(b"abc", compressed=1)), INTERNAL),
    "an encoding nobody knows": (
        dict(path=COUNT, body=EMPTY, adding=[("grpc-encoding", "snappy")]), UNIMPLEMENTED),
    "a length over the limit": (
        dict(path=COUNT, body=message(b"", length=0xFFFFFFFF), ends=False), EXHAUSTED),
    "a length just over the limit": (
        dict(path=COUNT, body=message(b"", length=(1 << 20) + 1), ends=False), EXHAUSTED),
    "headers over the limit": (
        dict(path=COUNT, body=EMPTY, adding=[("x-large", "y" * 9000)]), EXHAUSTED),
    "a thousand headers": (
        dict(path=COUNT, body=EMPTY, adding=[(f"x-{n}", "y") for n in range(1000)]), EXHAUSTED),
    "a path without a method": (dict(path="/verbatim.v1.Archive", body=EMPTY), UNIMPLEMENTED),
    "a path of dots": (dict(path="/../../etc/passwd", body=EMPTY), UNIMPLEMENTED),
    "a path of seven thousand bytes": (dict(path="/" + "x" * 7000, body=EMPTY), UNIMPLEMENTED),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_the_rules_of_grpc_hold_below_the_library(server, name):
    request, status = RULES[name]
    with Connection(server, CERTS / "ca.pem") as connection:
        answer = connection.call(**request)
        assert answer.status == status, answer
        assert answer.headers[":status"] == "200"
        assert {**answer.headers, **answer.trailers}["grpc-message"]
        # The connection goes on serving.
        assert connection.call(COUNT, EMPTY).status == 0


@pytest.mark.parametrize(
    "replacing, http_status",
    [
        ({":method": "PUT"}, "405"),
        ({":method": "GET", ":path": "/verbatim.v1.Archive/Nothing"}, "404"),
        ({"content-type": "text/plain"}, "415"),
        ({"content-type": "application/grpcx"}, "415"),
        ({"content-type": None}, "415"),
    ],
)
def test_what_is_no_call_gets_an_http_status(server, replacing, http_status):
    with Connection(server, CERTS / "ca.pem") as connection:
        answer = connection.call(COUNT, EMPTY, replacing=replacing)
        assert answer.headers[":status"] == http_status, answer
        # As text, for whoever looked for something else here.
        assert answer.headers["content-type"].startswith("text/plain")
        assert b"calls are made" in answer.body or http_status == "404"
        assert connection.call(COUNT, EMPTY).status == 0


@pytest.mark.parametrize("type", ["application/grpc", "application/grpc+proto", "application/grpc;x=y"])
def test_every_writing_of_the_content_type_is_taken(server, type):
    with Connection(server, CERTS / "ca.pem") as connection:
        answer = connection.call(COUNT, EMPTY, replacing={"content-type": type})
        assert answer.status == 0
        assert answer.headers["content-type"].startswith("application/grpc")


def test_an_unknown_encoding_is_told_what_is_known(server):
    with Connection(server, CERTS / "ca.pem") as connection:
        answer = connection.call(COUNT, EMPTY, adding=[("grpc-encoding", "snappy")])
        assert "identity" in {**answer.headers, **answer.trailers}["grpc-accept-encoding"]


def test_the_server_itself_ends_a_stream_at_its_deadline(server):
    # The window is full long before the end, and nobody opens it again.
    with Connection(server, CERTS / "ca.pem") as connection:
        request = message(archive_pb2.StreamStatementsRequest().SerializeToString())
        answer = connection.call(
            "/verbatim.v1.Archive/StreamStatements", request, adding=[("grpc-timeout", "300m")]
        )
        assert answer.status == DEADLINE, answer


def test_nothing_of_all_this_troubled_the_server(server):
    assert_serves(server)
    assert not server.errors()
