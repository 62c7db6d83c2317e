"""Each filter, order, limit and resumption against the whole archive, filtered in Python."""

import pytest
from verbatim.v1 import archive_pb2, transcript_pb2

Filter = archive_pb2.StatementFilter
Request = archive_pb2.StreamStatementsRequest
NEWEST_FIRST = archive_pb2.ORDER_REVERSE_CHRONOLOGICAL

AURELIA, BENEDIKT = "Aurelia Thornquist", "Benedikt Thornquist"
STEFAN, SEAMUS = "Ștefan Müller-Łukasiewicz", "Séamus O’Gríofa"

# What people type, and whom it fits.
NAMES = [
    ("thornquist", {AURELIA, BENEDIKT}),
    ("THORNQUIST", {AURELIA, BENEDIKT}),
    ("Thornquist, Aurelia", {AURELIA}),
    ("a. thornquist", {AURELIA}),
    ("stefan muller-lukasiewicz", {STEFAN}),
    ("ŁUKASIEWICZ", {STEFAN}),
    ("Stefan Müller", {STEFAN}),
    ("S\u0327tefan Mu\u0308ller", {STEFAN}),
    ("jorune ZVAIGZDUTE", {"Jorūnė Žvaigždutė"}),
    ("seamus o'griofa", {SEAMUS}),
    ("OGRÍOFA", {SEAMUS}),
    ("вера", {"Вера Полуночникова"}),
    ("ПОЛУНОЧНИКОВА вера", {"Вера Полуночникова"}),
    ("vera polunochnikova", {"Вера Полуночникова"}),
    ("oyelaran adekunle bright", {"Oyelaran Adékúnlé-Brïght"}),
    ("sorbakken", {"Margit Sørbakken"}),
    ("SOERBAKKEN", {"Margit Sørbakken"}),
    ("李雲霄", {"李雲霄"}),
    ("li yunxiao", {"李雲霄"}),
    ("van der", {"Perpetua van der Heuvelmans"}),
    ("ilka", {"Ilka Ilka"}),
    ("thorn", set()),
    ("thornquist quill", set()),
    ("nobody of this name", set()),
]


def ids(statements):
    return [statement.id for statement in statements]


def stream(archive, **fields):
    return list(archive.StreamStatements(Request(**fields), timeout=30))


@pytest.mark.parametrize("typed, names", NAMES, ids=[typed for typed, _ in NAMES])
def test_names_are_found_as_people_type_them(archive, everything, typed, names):
    found = list(archive.ListSpeakers(archive_pb2.ListSpeakersRequest(name=typed), timeout=30))
    assert {speaker.name for speaker in found} == names
    assert len(found) == len(names)
    assert found == [each for each in everything.speakers if each.name in names]
    meant = {speaker.id for speaker in found}
    wanted = [each for each in everything.statements if each.attribution.speaker_id in meant]
    assert bool(wanted) == bool(names)
    assert stream(archive, filter=Filter(speaker_names=[typed])) == wanted


# A filter, and the same in Python; `a` is the archive, `s` a statement.
PORT = {"Harbour House, Port Ellery", "Port Ellery"}
QUESTION, ANSWER = transcript_pb2.Statement.KIND_QUESTION, transcript_pb2.Statement.KIND_ANSWER
FILTERS = {
    "nothing": (Filter(), lambda a, s: True),
    "from a day": (Filter(**{"from": "2002-02-06"}), lambda a, s: s.date >= "2002-02-06"),
    "to a day": (Filter(to="2002-02-06"), lambda a, s: s.date <= "2002-02-06"),
    "between days": (
        Filter(**{"from": "2000-03-14"}, to="2001-03-14"),
        lambda a, s: "2000-03-14" <= s.date <= "2001-03-14",
    ),
    "one day of a statement": (
        Filter(**{"from": "1999-11-04"}, to="1999-11-04"),
        lambda a, s: s.date == "1999-11-04",
    ),
    "before everything": (Filter(to="0001-01-01"), lambda a, s: False),
    "after everything": (Filter(**{"from": "9999-12-31"}), lambda a, s: False),
    "all days there are": (
        Filter(**{"from": "0001-01-01"}, to="9999-12-31"),
        lambda a, s: True,
    ),
    "meetings": (
        Filter(meeting_ids=["ferry:003.1999", "ledger:2031", "no:such"]),
        lambda a, s: s.meeting_id in {"ferry:003.1999", "ledger:2031"},
    ),
    "a meeting that is not there": (Filter(meeting_ids=["no:such"]), lambda a, s: False),
    "a place": (
        Filter(places=["port ELLERY"]),
        lambda a, s: a.meeting[s.meeting_id].place in PORT,
    ),
    "words of a place in another order": (Filter(places=["ellery port"]), lambda a, s: False),
    "part of a word of a place": (Filter(places=["ellé ry"]), lambda a, s: False),
    "places": (
        Filter(places=["konigsfurt", "ДОМ рыбака", "echos belcastel"]),
        lambda a, s: a.meeting[s.meeting_id].place
        in {"Old Mint, Königsfurt", "Дом рыбака, Сосновый Мыс", "Salle des Échos, Belcastel"},
    ),
    "a kind": (Filter(kinds=[QUESTION]), lambda a, s: s.kind == QUESTION),
    "kinds": (Filter(kinds=[QUESTION, ANSWER]), lambda a, s: s.kind in {QUESTION, ANSWER}),
    "an id nobody has": (Filter(speaker_ids=["no-such-speaker"]), lambda a, s: False),
    "an id or a name": (
        Filter(speaker_ids=["tobiah-quill"], speaker_names=["ilka"]),
        lambda a, s: s.attribution.speaker_id in {"tobiah-quill", "ilka-ilka"},
    ),
    "a name and days": (
        Filter(speaker_names=["thornquist"], **{"from": "2001-01-01"}, to="2003-12-31"),
        lambda a, s: s.attribution.speaker_id in {"aurelia-thornquist", "benedikt-thornquist"}
        and "2001-01-01" <= s.date <= "2003-12-31",
    ),
    "everything at once": (
        Filter(
            speaker_names=["thornquist", "quill"], speaker_ids=["ilka-ilka"], to="2003-12-31",
            places=["port ellery"], kinds=[QUESTION, ANSWER],
            meeting_ids=[f"ferry:{n:03d}.{y}" for n in range(40) for y in range(1999, 2004)],
            **{"from": "2000-01-01"},
        ),
        lambda a, s: s.attribution.speaker_id
        in {"aurelia-thornquist", "benedikt-thornquist", "tobiah-quill", "ilka-ilka"}
        and "2000-01-01" <= s.date <= "2003-12-31"
        and s.kind in {QUESTION, ANSWER}
        and a.meeting[s.meeting_id].place in PORT
        and s.meeting_id.startswith("ferry:") and int(s.meeting_id[6:9]) < 40,
    ),
}  # fmt: skip
each_filter = pytest.mark.parametrize("name", FILTERS)


@each_filter
def test_a_filter_gives_what_matches_in_both_orders(archive, everything, name):
    filter, matches = FILTERS[name]
    wanted = [each for each in everything.statements if matches(everything, each)]
    # A case that matches nothing, or everything, must mean to.
    assert wanted or any(word in name for word in ("before", "after", "not there", "another order",
                                                   "part of", "nobody has"))  # fmt: skip
    assert stream(archive, filter=filter) == wanted
    assert stream(archive, filter=filter, order=NEWEST_FIRST) == wanted[::-1]


@each_filter
def test_a_stream_cut_anywhere_resumes_without_loss_or_repeat(archive, everything, name):
    filter, _ = FILTERS[name]
    for order in (archive_pb2.ORDER_CHRONOLOGICAL, NEWEST_FIRST):
        whole = ids(stream(archive, filter=filter, order=order))
        for cut in sorted({1, 2, len(whole) // 2, len(whole) - 1, len(whole)} & {*range(1, len(whole) + 1)}):
            call = archive.StreamStatements(Request(filter=filter, order=order), timeout=30)
            head = [next(call).id for _ in range(cut)]
            call.cancel()
            rest = ids(stream(archive, filter=filter, order=order, after_id=head[-1]))
            assert head + rest == whole


@each_filter
def test_a_limit_gives_the_first_so_many(archive, name):
    filter, _ = FILTERS[name]
    whole = ids(stream(archive, filter=filter))
    for limit in (1, 7, len(whole), len(whole) + 1, 2**64 - 1):
        assert ids(stream(archive, filter=filter, limit=limit)) == whole[: limit or None]


def test_the_statement_to_resume_after_need_not_match(archive, everything):
    questions = [s for s in everything.statements if s.kind == QUESTION]
    for at in (0, 1000, len(everything.statements) - 1):
        after = everything.statements[at]
        later = {each.id for each in everything.statements[at + 1 :]}
        wanted = [each.id for each in questions if each.id in later]
        assert ids(stream(archive, filter=Filter(kinds=[QUESTION]), after_id=after.id)) == wanted


def test_the_order_is_date_then_meeting_then_ordinal(everything):
    keys = [(s.date, s.meeting_id.encode(), s.ordinal) for s in everything.statements]
    assert keys == sorted(keys)
    assert len(set(ids(everything.statements))) == len(keys)
    dates = {}
    for date, meeting, _ in keys:
        dates.setdefault(date, set()).add(meeting)
    assert any(len(meetings) > 1 for meetings in dates.values()), "no day has two meetings"


MEETINGS = {
    "nothing": ({}, lambda m: True),
    "days": ({"from": "2000-01-01", "to": "2001-12-31"}, lambda m: "2000-01-01" <= m.date <= "2001-12-31"),
    "a place": ({"places": ["königsfurt"]}, lambda m: m.place == "Old Mint, Königsfurt"),
    "a title": ({"title": "seance sur les PHARES"}, lambda m: m.title.startswith("Séance")),
    "a number in a title": ({"title": "no 17"}, lambda m: m.title.endswith("no. 17")),
    "a title and a place": (
        {"title": "tidal mill", "places": ["echos", "ellery"]},
        lambda m: "Tidal Mill" in m.title and ("Échos" in m.place or "Ellery" in m.place),
    ),
    "a title nothing has": ({"title": "tidal lighthouses"}, lambda m: False),
}  # fmt: skip


@pytest.mark.parametrize("name", MEETINGS)
def test_meetings_are_listed_by_filter_in_both_orders(archive, everything, name):
    fields, matches = MEETINGS[name]
    wanted = [meeting for meeting in everything.meetings if matches(meeting)]
    assert wanted or "nothing has" in name

    def listed(**more):
        request = archive_pb2.ListMeetingsRequest(**fields, **more)
        return list(archive.ListMeetings(request, timeout=30))

    assert listed() == wanted
    assert listed(order=NEWEST_FIRST) == wanted[::-1]
    assert listed(limit=2) == wanted[:2]
    for at in range(0, len(wanted), 7):
        assert listed(after_id=wanted[at].id) == wanted[at + 1 :]
        assert listed(after_id=wanted[at].id, order=NEWEST_FIRST) == wanted[:at][::-1]


def test_meetings_are_in_order_and_count_their_statements(everything):
    keys = [(meeting.date, meeting.id.encode()) for meeting in everything.meetings]
    assert keys == sorted(keys)
    for meeting in everything.meetings:
        own = [each for each in everything.statements if each.meeting_id == meeting.id]
        assert meeting.statement_count == len(own)
        assert sorted(each.ordinal for each in own) == list(range(len(own)))


def test_speakers_of_a_meeting_are_those_who_spoke_there(archive, everything):
    for meeting in everything.meetings[::9]:
        request = archive_pb2.ListSpeakersRequest(meeting_id=meeting.id)
        listed = [speaker.id for speaker in archive.ListSpeakers(request, timeout=30)]
        spoke = {
            each.attribution.speaker_id
            for each in everything.statements
            if each.meeting_id == meeting.id and each.attribution.speaker_id
        }
        assert listed == [speaker.id for speaker in everything.speakers if speaker.id in spoke]
    unknown = archive_pb2.ListSpeakersRequest(meeting_id="no:such")
    assert list(archive.ListSpeakers(unknown, timeout=30)) == []
    limited = archive_pb2.ListSpeakersRequest(limit=3)
    assert list(archive.ListSpeakers(limited, timeout=30)) == everything.speakers[:3]


def test_speakers_know_their_statements_and_days(everything):
    for speaker in everything.speakers:
        own = [s for s in everything.statements if s.attribution.speaker_id == speaker.id]
        assert speaker.statement_count == len(own)
        assert speaker.first_date == (own[0].date if own else "")
        assert speaker.last_date == (own[-1].date if own else "")
    # Every id that is named somewhere is a speaker's.
    for statement in everything.statements:
        who = statement.attribution
        for id in [*who.candidate_ids, *([who.speaker_id] if who.speaker_id else [])]:
            assert id in everything.speaker
