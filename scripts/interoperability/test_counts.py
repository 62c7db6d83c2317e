"""Counts are exact: in all and by group they are what counting a stream gives."""

from collections import Counter

import grpc
import pytest
from test_filters import FILTERS
from verbatim.v1 import archive_pb2

GroupBy = archive_pb2.CountStatementsRequest.GroupBy

# For each way to group: the key of a statement, and what is shown for a key.
GROUPS = {
    "GROUP_BY_SPEAKER": (
        lambda a, s: s.attribution.speaker_id,
        lambda a, key: a.speaker[key].name if key else "",
    ),
    "GROUP_BY_YEAR": (lambda a, s: s.date[:4], lambda a, key: key),
    "GROUP_BY_MONTH": (lambda a, s: s.date[:7], lambda a, key: key),
    "GROUP_BY_MEETING": (lambda a, s: s.meeting_id, lambda a, key: a.meeting[key].title),
    "GROUP_BY_PLACE": (lambda a, s: a.meeting[s.meeting_id].place, lambda a, key: key),
}
BY_COUNT = {"GROUP_BY_SPEAKER", "GROUP_BY_PLACE"}


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("name", FILTERS)
def test_groups_are_what_counting_the_stream_gives(archive, everything, group, name):
    filter, matches = FILTERS[name]
    key_of, display_of = GROUPS[group]
    counted = Counter(key_of(everything, s) for s in everything.statements if matches(everything, s))
    request = archive_pb2.CountStatementsRequest(filter=filter, group_by=GroupBy.Value(group))
    response = archive.CountStatements(request, timeout=30)
    assert {each.key: each.count for each in response.groups} == dict(counted)
    assert len(response.groups) == len(counted)
    assert response.total == counted.total()
    for each in response.groups:
        # What is shown falls back to the key itself where there is nothing else.
        assert each.display in {display_of(everything, each.key), each.key}
        if each.key and display_of(everything, each.key):
            assert each.display == display_of(everything, each.key)
    keys = [each.key.encode() for each in response.groups]
    if group in BY_COUNT:
        order = [(-each.count, each.key.encode()) for each in response.groups]
        assert order == sorted(order)
    else:
        assert keys == sorted(keys)


@pytest.mark.parametrize("name", FILTERS)
def test_without_groups_there_is_the_total_alone(archive, everything, name):
    filter, matches = FILTERS[name]
    response = archive.CountStatements(
        archive_pb2.CountStatementsRequest(filter=filter), timeout=30
    )
    assert response.total == sum(matches(everything, s) for s in everything.statements)
    assert not response.groups


def test_no_filter_counts_everything(archive, everything):
    response = archive.CountStatements(archive_pb2.CountStatementsRequest(), timeout=30)
    assert response.total == len(everything.statements) > 3000


def test_two_groupings_are_counted_in_one_call(archive, everything):
    request = archive_pb2.CountStatementsRequest(
        group_by=GroupBy.GROUP_BY_SPEAKER, then_by=[GroupBy.GROUP_BY_YEAR], limit=10_000
    )
    response = archive.CountStatements(request, timeout=30)
    counted = Counter((s.attribution.speaker_id, s.date[:4]) for s in everything.statements)
    assert {(g.key, g.further[0].key): g.count for g in response.groups} == dict(counted)
    assert response.group_count == len(counted)
    assert not response.next_page_token


def test_the_largest_groups_alone_can_be_asked_for(archive, everything):
    request = archive_pb2.CountStatementsRequest(group_by=GroupBy.GROUP_BY_SPEAKER, limit=3)
    response = archive.CountStatements(request, timeout=30)
    counted = Counter(s.attribution.speaker_id for s in everything.statements)
    assert [g.count for g in response.groups] == sorted(counted.values(), reverse=True)[:3]
    assert response.group_count == len(counted)
    assert response.total == counted.total()


def test_pages_in_the_order_of_keys_come_to_all_groups(archive, everything):
    request = archive_pb2.CountStatementsRequest(group_by=GroupBy.GROUP_BY_MEETING, limit=7)
    keys = []
    while True:
        response = archive.CountStatements(request, timeout=30)
        assert len(response.groups) <= 7
        keys += [g.key for g in response.groups]
        if not response.next_page_token:
            break
        request.page_token = response.next_page_token
    assert keys == sorted({s.meeting_id for s in everything.statements}, key=str.encode)


@pytest.mark.parametrize(
    "field, wrong",
    [
        ("limit", {"group_by": GroupBy.GROUP_BY_YEAR, "limit": 10_001}),
        ("then_by", {"then_by": [GroupBy.GROUP_BY_YEAR]}),
        ("then_by", {"group_by": GroupBy.GROUP_BY_YEAR, "then_by": [GroupBy.GROUP_BY_YEAR]}),
        ("page_token", {"group_by": GroupBy.GROUP_BY_YEAR, "page_token": "00"}),
    ],
)
def test_counts_that_make_no_sense_name_the_field(archive, field, wrong):
    with pytest.raises(grpc.RpcError) as error:
        archive.CountStatements(archive_pb2.CountStatementsRequest(**wrong), timeout=30)
    assert error.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert field in error.value.details()
