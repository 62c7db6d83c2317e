"""Python's gRPC gets field for field what the Swift client gets."""

import json

import grpc
import pytest
from conftest import samples
from google.protobuf import json_format
from grpc.health.v1 import health_pb2
from verbatim.v1 import archive_pb2, transcript_pb2

Filter = archive_pb2.StatementFilter


def test_the_samples_are_among_what_is_compared(everything):
    assert samples(), "there are no samples in scripts/samples"
    read = {meeting.source.file_name for meeting in everything.meetings}
    assert {sample.name for sample in samples()} <= read


def lines(run):
    assert run.returncode == 0, run.stderr.decode()
    return [json.loads(line) for line in run.stdout.decode("utf-8", "strict").splitlines()]


def parsed(value, message):
    """The message that JSON says; fails for a field or a name that the schema does not have."""
    return json_format.ParseDict(value, message)


SELECTIONS = [
    ([], archive_pb2.StreamStatementsRequest()),
    (["--order", "newest", "--limit", "500"],
     archive_pb2.StreamStatementsRequest(order=archive_pb2.ORDER_REVERSE_CHRONOLOGICAL, limit=500)),
    (["--speaker", "MULLER stefan"],
     archive_pb2.StreamStatementsRequest(filter=Filter(speaker_names=["MULLER stefan"]))),
    (["--from", "2001-05-01", "--to", "2002-05-01", "--place", "port ellery", "--kind", "question"],
     archive_pb2.StreamStatementsRequest(
         filter=Filter(**{"from": "2001-05-01"}, to="2002-05-01", places=["port ellery"],
                       kinds=[transcript_pb2.Statement.KIND_QUESTION]))),
    (["--meeting", "ferry:004.2000", "--after", "ferry:004.2000/s010"],
     archive_pb2.StreamStatementsRequest(
         filter=Filter(meeting_ids=["ferry:004.2000"]), after_id="ferry:004.2000/s010")),
]  # fmt: skip


@pytest.mark.parametrize("arguments, request_", SELECTIONS, ids=lambda v: " ".join(v) if isinstance(v, list) else "")
def test_statements_are_equal_in_every_field(verbatim, archive, everything, arguments, request_):
    wanted = list(archive.StreamStatements(request_, timeout=30))
    assert wanted
    got = lines(verbatim("statements", "--format", "jsonl", *arguments))
    assert len(got) == len(wanted)
    previous = None
    for line, statement in zip(got, wanted):
        meeting, speakers = line.pop("meeting", None), line.pop("speakers", [])
        line.pop("part", None)  # Of the line: the export holds a part of the meeting.
        assert parsed(line, transcript_pb2.Statement()) == statement
        if statement.meeting_id != previous and meeting is not None:
            assert parsed(meeting, transcript_pb2.Meeting()) == everything.meeting[statement.meeting_id]
            for speaker in speakers:
                assert parsed(speaker, transcript_pb2.Speaker()) == everything.speaker[speaker["id"]]
        previous = statement.meeting_id
    # The meeting comes with the first statement of each, at the least.
    assert "meeting" in lines(verbatim("statements", "--format", "jsonl", "--limit", "1"))[0]


def test_one_statement_is_equal_in_every_field(verbatim, archive, everything):
    for statement in everything.statements[:: len(everything.statements) // 3]:
        got = archive.GetStatement(archive_pb2.GetStatementRequest(id=statement.id), timeout=30)
        assert got == statement
        (line,) = lines(verbatim("statements", "--format", "jsonl", "--id", statement.id))
        line.pop("meeting", None)
        line.pop("speakers", None)
        line.pop("part", None)
        assert parsed(line, transcript_pb2.Statement()) == statement


def test_meetings_are_equal_in_every_field(verbatim, archive, everything):
    got = lines(verbatim("meetings", "--format", "jsonl"))
    assert [parsed(line["meeting"], transcript_pb2.Meeting()) for line in got] == everything.meetings
    for meeting in everything.meetings[::20]:
        (line,) = lines(verbatim("meetings", "--format", "jsonl", "--id", meeting.id))
        assert parsed(line["meeting"], transcript_pb2.Meeting()) == meeting
        request = archive_pb2.GetMeetingRequest(id=meeting.id)
        assert archive.GetMeeting(request, timeout=30) == meeting


def test_speakers_are_equal_in_every_field(verbatim, everything):
    got = lines(verbatim("speakers", "--format", "jsonl"))
    assert [parsed(line, transcript_pb2.Speaker()) for line in got] == everything.speakers


@pytest.mark.parametrize("group", ["speaker", "year", "month", "meeting", "place"])
def test_counts_are_equal_in_every_field(verbatim, archive, group):
    request = archive_pb2.CountStatementsRequest(
        group_by=archive_pb2.CountStatementsRequest.GroupBy.Value(f"GROUP_BY_{group.upper()}")
    )
    wanted = archive.CountStatements(request, timeout=30)
    got = lines(verbatim("count", "--by", group, "--format", "jsonl"))
    assert [(line["key"], line["name"], line["count"]) for line in got] == [
        # Keys are as the archive has them; names are shown with plain spaces.
        (each.key, each.display.replace("\xa0", " "), each.count)
        for each in wanted.groups
    ]
    assert lines(verbatim("count", "--format", "jsonl")) == [{"count": wanted.total}]


def test_health_is_the_same(verbatim, health):
    for service in ["", "verbatim.v1.Archive", "grpc.health.v1.Health"]:
        response = health.Check(health_pb2.HealthCheckRequest(service=service), timeout=30)
        assert response.status == health_pb2.HealthCheckResponse.SERVING
        run = verbatim("health", *(["--service", service] if service else []))
        assert (run.returncode, run.stdout) == (0, b"SERVING\n"), run.stderr.decode()


def test_watching_health_says_the_status_at_once(health):
    stream = health.Watch(health_pb2.HealthCheckRequest(service="verbatim.v1.Archive"), timeout=30)
    assert next(stream).status == health_pb2.HealthCheckResponse.SERVING
    stream.cancel()
    stream = health.Watch(health_pb2.HealthCheckRequest(service="no.such.Service"), timeout=30)
    assert next(stream).status == health_pb2.HealthCheckResponse.SERVICE_UNKNOWN
    stream.cancel()


def test_health_of_an_unknown_service_is_not_found(health, verbatim):
    with pytest.raises(grpc.RpcError) as error:
        health.Check(health_pb2.HealthCheckRequest(service="no.such.Service"), timeout=30)
    assert error.value.code() == grpc.StatusCode.NOT_FOUND
    assert "no.such.Service" in error.value.details()
    assert verbatim("health", "--service", "no.such.Service").returncode != 0


def fields(message, path=""):
    """Every field that is set, by its path in the schema."""
    for field, value in message.ListFields():
        name = f"{path}.{field.name}" if path else field.name
        yield name
        if field.message_type:
            for part in value if field.is_repeated else [value]:
                yield from fields(part, name)


def all_fields(descriptor, path=""):
    for field in descriptor.fields:
        name = f"{path}.{field.name}" if path else field.name
        yield name
        if field.message_type:
            yield from all_fields(field.message_type, name)


def test_what_is_compared_has_every_field_of_the_schema(everything):
    """Equality of what is never set would show nothing."""
    never = {"merged_into"}  # Nothing merges speakers yet.
    for messages, kind in [
        (everything.statements, transcript_pb2.Statement),
        (everything.meetings, transcript_pb2.Meeting),
        (everything.speakers, transcript_pb2.Speaker),
    ]:
        found = {name for message in messages for name in fields(message)}
        assert set(all_fields(kind.DESCRIPTOR)) - found - never == set()
