"""Counts are exact: in all and by group they are what counting a stream gives."""

from collections import Counter

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
