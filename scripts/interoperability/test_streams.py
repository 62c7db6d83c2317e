"""Many streams, slow streams, streams given up: the server keeps serving and its memory stays flat."""

import gc
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from conftest import CERTS, assert_serves, connect
from http2 import Connection, message
from verbatim.v1 import archive_pb2, archive_pb2_grpc, transcript_pb2

Filter = archive_pb2.StatementFilter
Request = archive_pb2.StreamStatementsRequest
STREAM = "/verbatim.v1.Archive/StreamStatements"
ALL = message(Request().SerializeToString())

# Growth of the server's memory that buffers of connections explain. Twenty answers kept whole would
# take ten times as much.
GROWTH_BYTES = 20 << 20
SLOW_CLIENTS = 20


def raw_stream(channel):
    return channel.unary_stream(
        STREAM, request_serializer=lambda data: data, response_deserializer=lambda data: data
    )


@pytest.fixture(scope="session")
def answer_bytes(everything):
    size = sum(statement.ByteSize() for statement in everything.statements)
    assert SLOW_CLIENTS * size > 8 * GROWTH_BYTES, "the archive is too small to show anything"
    return size


def test_large_responses_arrive_whole(archive, everything):
    request = Request(filter=Filter(meeting_ids=["ledger:2031"]))
    statements = list(archive.StreamStatements(request, timeout=30))
    assert len(statements) == 24
    for statement in statements:
        assert statement.ByteSize() > 250_000
        one = archive_pb2.GetStatementRequest(id=statement.id)
        assert archive.GetStatement(one, timeout=30) == statement


def test_a_client_that_takes_only_small_messages_is_told_by_its_own_library(server):
    with connect(server, max_receive_message_length=100_000) as channel:
        stub = archive_pb2_grpc.ArchiveStub(channel)
        with pytest.raises(grpc.RpcError) as error:
            stub.GetStatement(archive_pb2.GetStatementRequest(id="ledger:2031/s000"), timeout=30)
        assert error.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
        small = stub.GetStatement(archive_pb2.GetStatementRequest(id="ferry:000.1999/s000"), timeout=30)
        assert small.ordinal == 0


def test_a_hundred_streams_at_once_each_get_their_own_answer(server, everything):
    meetings = everything.meetings
    wanted = {
        meeting.id: [s.id for s in everything.statements if s.meeting_id == meeting.id]
        for meeting in meetings
    }
    barrier = threading.Barrier(100)
    with connect(server) as channel:
        stub = archive_pb2_grpc.ArchiveStub(channel)

        def run(number):
            meeting = meetings[number % len(meetings)].id
            call = stub.StreamStatements(Request(filter=Filter(meeting_ids=[meeting])), timeout=60)
            ids = [next(call).id]
            barrier.wait(60)  # Until all hundred are under way.
            ids += [statement.id for statement in call]
            assert ids == wanted[meeting]
            return call.code()

        with ThreadPoolExecutor(100) as pool:
            assert set(pool.map(run, range(100))) == {grpc.StatusCode.OK}


def test_more_streams_than_the_limit_wait_and_are_all_answered(start):
    server = start("--maximum-calls", "5")
    with connect(server) as channel:
        stub = archive_pb2_grpc.ArchiveStub(channel)
        count = archive_pb2.CountStatementsRequest()
        futures = [stub.CountStatements.future(count, timeout=30) for _ in range(200)]
        assert len({future.result().total for future in futures}) == 1
    server.stop()


def test_a_cancelled_stream_leaves_nothing_behind(server, answer_bytes):
    def cancel_some(count):
        with connect(server) as channel:
            call_all = raw_stream(channel)
            for _ in range(count):
                call = call_all(b"", timeout=30)
                next(call)
                call.cancel()
                assert call.code() == grpc.StatusCode.CANCELLED
            # The connection goes on.
            stub = archive_pb2_grpc.ArchiveStub(channel)
            assert stub.CountStatements(archive_pb2.CountStatementsRequest(), timeout=30).total

    cancel_some(20)
    before = server.resident_bytes()
    cancel_some(150)
    assert server.resident_bytes() - before < GROWTH_BYTES
    assert_serves(server)


def test_a_cancelled_watch_leaves_nothing_behind(server, health):
    from grpc.health.v1 import health_pb2

    request = health_pb2.HealthCheckRequest()
    for _ in range(100):
        call = health.Watch(request, timeout=30)
        next(call)
        call.cancel()
    assert health.Check(request, timeout=30).status == health_pb2.HealthCheckResponse.SERVING


def test_clients_that_do_not_open_their_window_cost_next_to_nothing(server, answer_bytes):
    before = server.resident_bytes()
    connections = [Connection(server, CERTS / "ca.pem") for _ in range(SLOW_CLIENTS)]
    try:
        for connection in connections:
            stream = connection.request(STREAM, ALL)
            while len(connection.answers[stream].body) < 65535:
                assert connection.receive()
        time.sleep(0.2)
        assert server.resident_bytes() - before < GROWTH_BYTES
        assert_serves(server)
    finally:
        for connection in connections:
            connection.close()


def test_clients_that_do_not_read_their_socket_cost_one_buffer_each(server, answer_bytes):
    before = server.resident_bytes()
    # All the window there is, and then not a byte is read.
    connections = [Connection(server, CERTS / "ca.pem", window=2**31 - 1) for _ in range(SLOW_CLIENTS)]
    try:
        for connection in connections:
            connection.request(STREAM, ALL)
        highest = 0
        for _ in range(10):
            time.sleep(0.1)
            highest = max(highest, server.resident_bytes())
        assert highest - before < GROWTH_BYTES
        assert_serves(server)
        # What was held back comes when it is asked for, whole.
        connection = connections[0]
        answer = connection.answer(1)
        assert answer.status == 0
        assert len(answer.body) > answer_bytes
    finally:
        for connection in connections:
            connection.close()


def test_slow_clients_of_the_library_cost_bounded_memory(server, answer_bytes):
    before = server.resident_bytes()
    channels = [connect(server) for _ in range(SLOW_CLIENTS)]
    try:
        calls = [raw_stream(channel)(b"", timeout=60) for channel in channels]
        highest = 0
        for _ in range(20):
            for call in calls:
                next(call)
            highest = max(highest, server.resident_bytes())
        assert highest - before < GROWTH_BYTES
        assert_serves(server)
        for call in calls:
            call.cancel()
    finally:
        for channel in channels:
            channel.close()
    gc.collect()


def test_a_stream_may_be_read_to_its_end_however_slowly_it_began(server, everything):
    with connect(server) as channel:
        call = raw_stream(channel)(b"", timeout=60)
        first = next(call)
        time.sleep(0.5)
        rest = list(call)
    assert [first, *rest][-1] == everything.statements[-1].SerializeToString()
    assert len(rest) + 1 == len(everything.statements)
    assert transcript_pb2.Statement.FromString(first) == everything.statements[0]
