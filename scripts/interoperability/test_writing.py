"""Documents and meetings that another gRPC writes and follows: kept, read back, after a restart as well, deleted."""

import hashlib
import sqlite3

import grpc
import pytest
from conftest import connect
from verbatim.v1 import archive_pb2, archive_pb2_grpc, writing_pb2, writing_pb2_grpc

Part = writing_pb2.ImportDocumentsRequest
Outcome = writing_pb2.MeetingReport


def document(name, words, title="Council", piece=7, **head):
    """The parts of a document of two speeches, in small pieces."""
    text = f"{title}\n\n12 May 2031\n\nIlse Brandvik: {words}\n\nAron Velt: I see.\n"
    yield Part(begin=writing_pb2.DocumentHead(name=name, **head))
    data = text.encode()
    for start in range(0, len(data), piece):
        yield Part(piece=data[start : start + piece])
    yield Part(end=True)


TOKEN = "vbt_" + "a" * 43


class Bearer(
    grpc.UnaryUnaryClientInterceptor,
    grpc.UnaryStreamClientInterceptor,
    grpc.StreamUnaryClientInterceptor,
    grpc.StreamStreamClientInterceptor,
):
    """Shows the token."""

    def _call(self, continuation, details, request):
        metadata = [*(details.metadata or []), ("authorization", f"Bearer {TOKEN}")]
        return continuation(details._replace(metadata=metadata), request)

    intercept_unary_stream = _call
    intercept_unary_unary = intercept_stream_unary = intercept_stream_stream = _call


@pytest.fixture
def writing(start, tmp_path):
    """Starts a server with a policy, and gives it with a channel of one who may write."""
    channels = []
    policy = tmp_path / "policy"
    digest = hashlib.sha256(TOKEN.encode()).hexdigest()
    policy.write_text(f"desk may import delete people admin\ndesk token sha256:{digest}\n")

    def start_writing(*arguments):
        server = start("--policy", policy, *arguments, documents=[])
        channel = connect(server)
        channels.append(channel)
        return server, grpc.intercept_channel(channel, Bearer())

    yield start_writing
    for channel in channels:
        channel.close()


@pytest.fixture
def keeping(writing, tmp_path):
    """Starts a server over the same file each time it is called; stubs of both services."""

    def keep():
        server, channel = writing("--archive", tmp_path / "archive")
        return (
            server,
            archive_pb2_grpc.ArchiveStub(channel),
            writing_pb2_grpc.ArchiveWriterStub(channel),
        )

    return keep


def test_a_document_is_imported_read_back_and_deleted(keeping):
    server, archive, writer = keeping()
    reports = list(writer.ImportDocuments(document("may.txt", "Good morning."), timeout=30))
    (meeting,) = reports[0].meetings
    assert (meeting.outcome, meeting.revision) == (Outcome.OUTCOME_ADDED, 1)
    assert reports[0].sequence == 1
    request = archive_pb2.GetMeetingRequest(id=meeting.id)
    assert archive.GetMeeting(request, timeout=30).statement_count == 2

    (again,) = writer.ImportDocuments(document("may.txt", "Good morning."), timeout=30)
    assert again.meetings[0].outcome == Outcome.OUTCOME_UNCHANGED

    server.stop()
    server, archive, writer = keeping()
    assert archive.GetMeeting(request, timeout=30).revision == 1
    deleted = writer.DeleteMeeting(writing_pb2.DeleteMeetingRequest(id=meeting.id), timeout=30)
    assert deleted.meeting.id == meeting.id
    with pytest.raises(grpc.RpcError) as error:
        archive.GetMeeting(request, timeout=30)
    assert error.value.code() == grpc.StatusCode.NOT_FOUND
    server.stop()


def test_many_documents_of_one_stream_are_reported_in_order(keeping):
    server, archive, writer = keeping()
    names = [f"{number}.txt" for number in range(200)]
    parts = (part for name in names for part in document(name, "Yes.", title=name, piece=1000))
    reports = list(writer.ImportDocuments(parts, timeout=60))
    assert [report.name for report in reports] == names
    assert [report.sequence for report in reports] == list(range(1, 201))
    counts = archive.CountStatements(archive_pb2.CountStatementsRequest(), timeout=30)
    assert counts.total == 400
    server.stop()


def test_a_document_that_cannot_be_read_ends_with_its_report(keeping):
    server, _, writer = keeping()
    empty = [Part(begin=writing_pb2.DocumentHead(name="empty"), end=True)]
    parts = [*empty, *document("may.txt", "Good morning.", dry_run=True)]
    broken, dry = writer.ImportDocuments(iter(parts), timeout=30)
    assert "empty" in broken.error and not broken.meetings
    assert dry.meetings[0].outcome == Outcome.OUTCOME_ADDED and dry.sequence == 0
    server.stop()


def test_a_stream_that_ends_within_a_document_keeps_what_was_complete(keeping):
    server, archive, writer = keeping()
    parts = [*document("may.txt", "Yes."), *list(document("june.txt", "No.", title="June"))[:-1]]
    call = writer.ImportDocuments(iter(parts), timeout=30)
    assert next(call).name == "may.txt"
    with pytest.raises(grpc.RpcError) as error:
        next(call)
    assert error.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert "june.txt" in error.value.details()
    counts = archive.CountStatements(archive_pb2.CountStatementsRequest(), timeout=30)
    assert counts.total == 2
    server.stop()


def put(words, revision=None):
    """The parts of a meeting of one statement, whose id is left out."""
    expected = None if revision is None else writing_pb2.PutMeetingHead.Expected(revision=revision)
    head = writing_pb2.PutMeetingHead(
        meeting={"id": "a", "title": "Council", "date": "2031-05-12"}, expected=expected
    )
    yield writing_pb2.PutMeetingRequest(head=head)
    yield writing_pb2.PutMeetingRequest(speakers=[{"id": "s", "name": "Ilse Brandvik"}])
    attribution = {"label": "Ilse Brandvik", "speaker_id": "s", "name": "Ilse Brandvik"}
    yield writing_pb2.PutMeetingRequest(
        statements=[{"paragraphs": [words], "attribution": attribution}]
    )


def test_a_meeting_is_put_as_messages_where_the_expected_revision_is(keeping):
    server, archive, writer = keeping()
    assert writer.PutMeeting(put("One.", 0), timeout=30).meeting.outcome == Outcome.OUTCOME_ADDED
    revised = writer.PutMeeting(put("Two.", 1), timeout=30).meeting
    assert (revised.outcome, revised.revision) == (Outcome.OUTCOME_REVISED, 2)
    with pytest.raises(grpc.RpcError) as error:
        writer.PutMeeting(put("Three.", 1), timeout=30)
    assert error.value.code() == grpc.StatusCode.ABORTED
    (statement,) = archive.StreamStatements(archive_pb2.StreamStatementsRequest(), timeout=30)
    assert statement.paragraphs == ["Two."]
    assert statement.id.startswith("a/") and statement.date == "2031-05-12"
    server.stop()


def test_a_server_without_a_file_refuses_to_forget(writing):
    server, channel = writing()
    writer = writing_pb2_grpc.ArchiveWriterStub(channel)
    with pytest.raises(grpc.RpcError) as error:
        writer.PutMeeting(put("One."), timeout=30)
    assert error.value.code() == grpc.StatusCode.FAILED_PRECONDITION
    assert "--archive FILE" in error.value.details()
    server.stop()


def test_whoever_the_policy_does_not_know_writes_nothing(keeping):
    server, archive, _ = keeping()
    with connect(server) as channel:
        writer = writing_pb2_grpc.ArchiveWriterStub(channel)
        with pytest.raises(grpc.RpcError) as error:
            writer.PutMeeting(put("One."), timeout=30)
        assert error.value.code() == grpc.StatusCode.UNAUTHENTICATED
    counts = archive.CountStatements(archive_pb2.CountStatementsRequest(), timeout=30)
    assert counts.total == 0
    server.stop()


Followed = archive_pb2.FollowStatementsResponse


class Follower:
    """Follows the archive behind a place, and says what it is told in short."""

    def __init__(self, archive, after=None, **filter_):
        self.place = after
        request = archive_pb2.FollowStatementsRequest(
            filter=archive_pb2.StatementFilter(**filter_), after=after
        )
        self.call = archive.FollowStatements(request, timeout=60)

    def until_caught_up(self):
        """What is told until all is, as kinds with the words or the id."""
        told = []
        for event in self.call:
            self.place = event.place
            if event.kind == Followed.KIND_CAUGHT_UP:
                return told
            if event.kind != Followed.KIND_HEARTBEAT:
                kind = Followed.Kind.Name(event.kind).removeprefix("KIND_").lower()
                told.append((kind, event.statement.paragraphs[0] if event.HasField("statement") else ""))
        raise AssertionError("the stream ended")


def test_a_follower_is_told_what_is_imported_revised_and_deleted(keeping):
    server, archive, writer = keeping()
    follower = Follower(archive)
    assert follower.until_caught_up() == []
    (report,) = writer.ImportDocuments(document("may.txt", "Good morning."), timeout=30)
    assert follower.until_caught_up() == [("added", "Good morning."), ("added", "I see.")]
    assert follower.place.sequence == report.sequence
    list(writer.ImportDocuments(document("may.txt", "Good evening."), timeout=30))
    told = follower.until_caught_up()
    assert ("added", "Good evening.") in told or ("revised", "Good evening.") in told
    assert ("added", "I see.") not in told
    meeting = report.meetings[0].id
    writer.DeleteMeeting(writing_pb2.DeleteMeetingRequest(id=meeting), timeout=30)
    assert [kind for kind, _ in follower.until_caught_up()] == ["removed", "removed"]
    follower.call.cancel()
    server.stop()


def test_a_follower_goes_on_behind_its_place_after_the_server_was_killed(keeping):
    server, archive, writer = keeping()
    follower = Follower(archive, after=archive_pb2.ChangePlace())
    assert follower.until_caught_up() == []
    list(writer.ImportDocuments(document("a.txt", "One.", title="First"), timeout=30))
    assert len(follower.until_caught_up()) == 2
    list(writer.ImportDocuments(document("b.txt", "Two.", title="Second"), timeout=30))
    server.kill()
    server, archive, writer = keeping()
    again = Follower(archive, after=follower.place)
    assert again.until_caught_up() == [("added", "Two."), ("added", "I see.")]
    # Within a change, by the number of its events.
    half = archive_pb2.ChangePlace(log=again.place.log, sequence=again.place.sequence, part=1)
    assert Follower(archive, after=half).until_caught_up() == [("added", "I see.")]
    server.stop()


def test_a_follower_of_words_is_told_of_those_alone(keeping):
    server, archive, writer = keeping()
    follower = Follower(archive, words="harbour")
    assert follower.until_caught_up() == []
    list(writer.ImportDocuments(document("a.txt", "A road.", title="First"), timeout=30))
    list(writer.ImportDocuments(document("b.txt", "The harbour.", title="Second"), timeout=30))
    assert follower.until_caught_up() == [("added", "The harbour.")]
    server.stop()


def test_a_place_that_the_archive_does_not_have_is_refused(keeping):
    server, archive, writer = keeping()
    for place in (
        archive_pb2.ChangePlace(log="other", sequence=1),
        archive_pb2.ChangePlace(sequence=7),
    ):
        with pytest.raises(grpc.RpcError) as error:
            Follower(archive, after=place).until_caught_up()
        assert error.value.code() == grpc.StatusCode.ABORTED
    server.stop()


def test_people_are_merged_and_parted_again(keeping):
    server, archive, writer = keeping()
    list(writer.ImportDocuments(document("may.txt", "Good morning."), timeout=30))
    request = writing_pb2.MergeSpeakersRequest(ids=["aron-velt"], into="ilse-brandvik")
    report = writer.MergeSpeakers(request, timeout=30)
    assert (report.statement_count, report.sequence) == (1, 2)
    assert [decision.principal for decision in report.decisions] == ["desk"]

    server.stop()
    server, archive, writer = keeping()
    speaker = archive_pb2.GetSpeakerRequest(id="aron-velt")
    assert archive.GetSpeaker(speaker, timeout=30).id == "ilse-brandvik"
    apart = writing_pb2.KeepApartRequest(id="aron-velt", other_id="ilse-brandvik")
    with pytest.raises(grpc.RpcError) as error:
        writer.KeepApart(apart, timeout=30)
    assert error.value.code() == grpc.StatusCode.FAILED_PRECONDITION
    (number,) = [decision.number for decision in report.decisions]
    writer.UndoDecision(writing_pb2.UndoDecisionRequest(number=number), timeout=30)
    assert archive.GetSpeaker(speaker, timeout=30).id == "aron-velt"
    decisions = writer.ListDecisions(writing_pb2.ListDecisionsRequest(), timeout=30).decisions
    assert not decisions
    server.stop()


def test_a_copy_of_the_archive_is_served_as_the_archive_is(keeping, tmp_path):
    server, archive, writer = keeping()
    list(writer.ImportDocuments(document("may.txt", "Good morning."), timeout=30))
    parts = list(writer.BackUpArchive(writing_pb2.BackUpArchiveRequest(), timeout=30))
    copy = b"".join(part.piece for part in parts)
    assert parts[0].begin.sequence == 1
    assert parts[0].begin.byte_count == len(copy)
    assert parts[-1].sha256 == hashlib.sha256(copy).digest()
    server.stop()
    path = tmp_path / "copy"
    path.write_bytes(copy)
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("SELECT count(*) FROM current_meetings").fetchone() == (1,)
