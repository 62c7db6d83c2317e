"""Speakers by their ids, lists of several ids, and lists of those who have a matching statement."""

import grpc
import pytest
from verbatim.v1 import archive_pb2


def test_a_speaker_is_the_one_of_the_list(archive):
    listed = next(iter(archive.ListSpeakers(archive_pb2.ListSpeakersRequest(), timeout=30)))
    found = archive.GetSpeaker(archive_pb2.GetSpeakerRequest(id=listed.id), timeout=30)
    assert found == listed


@pytest.mark.parametrize(
    "id, status",
    [("nobody-at-all", grpc.StatusCode.NOT_FOUND), ("", grpc.StatusCode.INVALID_ARGUMENT)],
)
def test_a_speaker_who_is_not_there(archive, id, status):
    with pytest.raises(grpc.RpcError) as error:
        archive.GetSpeaker(archive_pb2.GetSpeakerRequest(id=id), timeout=30)
    assert error.value.code() == status


def test_several_meetings_by_their_ids_come_in_order(archive):
    every = [m.id for m in archive.ListMeetings(archive_pb2.ListMeetingsRequest(), timeout=30)]
    wanted = every[2::5]
    request = archive_pb2.ListMeetingsRequest(ids=[*reversed(wanted), "none", wanted[0]])
    assert [m.id for m in archive.ListMeetings(request, timeout=30)] == wanted


def test_several_statements_by_their_ids(archive, everything):
    wanted = [s.id for s in everything.statements[3::400]]
    request = archive_pb2.StreamStatementsRequest()
    request.filter.statement_ids.extend([*reversed(wanted), "none"])
    assert [s.id for s in archive.StreamStatements(request, timeout=30)] == wanted


def test_meetings_and_speakers_of_statements(archive, everything):
    speaker = max(
        (s for s in everything.speakers if s.id), key=lambda each: each.statement_count
    )
    meetings = archive_pb2.ListMeetingsRequest()
    meetings.statements.speaker_ids.append(speaker.id)
    spoken = [s.meeting_id for s in everything.statements if s.attribution.speaker_id == speaker.id]
    found = [m.id for m in archive.ListMeetings(meetings, timeout=30)]
    assert set(found) == set(spoken) and len(found) == len(set(spoken))
    meetings.after_id = found[0]
    assert [m.id for m in archive.ListMeetings(meetings, timeout=30)] == found[1:]

    speakers = archive_pb2.ListSpeakersRequest()
    speakers.statements.meeting_ids.append(found[0])
    present = {
        s.attribution.speaker_id for s in everything.statements if s.meeting_id == found[0]
    } - {""}
    listed = [s.id for s in archive.ListSpeakers(speakers, timeout=30)]
    assert set(listed) == present
    speakers.after_id = listed[0]
    assert [s.id for s in archive.ListSpeakers(speakers, timeout=30)] == listed[1:]
