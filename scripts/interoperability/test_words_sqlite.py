"""Words are found where SQLite's FTS5 finds them, as far as the rules of both agree.

They agree on lower-case ASCII letters: apostrophes, hyphens, numbers and accents are each one's own. So real
statements are taken where there are some (../shared/data or $VERBATIM_SHARED_DATA), invented ones where
not, and of each its letters alone, as one paragraph. Some meetings are then replaced by later documents.
"""

import gzip
import itertools
import json
import os
import random
import re
import sqlite3
from pathlib import Path

import corpus
import pytest
from conftest import CALL_SECONDS, connect
from verbatim.v1 import archive_pb2, archive_pb2_grpc

STATEMENTS = 4_000
QUERIES = 400
LISTED = 2_000  # of more, the number alone is compared
ROOT = Path(__file__).resolve().parents[2]


def texts():
    """Meeting, date and words of statements."""
    data = Path(os.environ.get("VERBATIM_SHARED_DATA") or ROOT.parent / "shared" / "data")
    files = sorted(data.glob("load/*.jsonl.gz"))
    if files:
        with gzip.open(files[0], "rt", encoding="utf-8") as lines:
            for line in lines:
                statement = json.loads(line)
                yield statement["meeting"], statement["date"], " ".join(statement["paras"])
    else:
        chance = random.Random(11)
        for number in range(STATEMENTS):
            words = chance.choices(corpus.WORDS, k=chance.randrange(1, 80))
            yield f"m{number // 40}", "2031-03-04", " ".join(words)


def statements():
    """As flat lines, their words in letters alone."""
    found = []
    for meeting, date, text in itertools.islice(texts(), STATEMENTS):
        letters = " ".join(re.findall("[a-z]+", text.lower()))
        if letters:
            found.append({"meeting": meeting, "date": date, "speaker": "Tobiah Quill",
                          "paras": [letters]})  # fmt: skip
    return found


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    """All statements, and every fifth meeting once more with its words turned round."""
    folder = tmp_path_factory.mktemp("words")
    lines = statements()
    meetings = sorted({line["meeting"] for line in lines})[::5]
    again = [
        {**line, "paras": [" ".join(reversed(line["paras"][0].split()))]}
        for line in lines
        if line["meeting"] in meetings
    ]
    paths = []
    for number, part in enumerate([lines, again]):
        path = folder / f"{number}.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in part))
        paths.append(path)
    return paths


def query(chance, texts, depth=2):
    """A query of every kind, in our words and in FTS5's."""

    def word():
        return chance.choice(chance.choice(texts).split())

    def phrase():
        words = chance.choice(texts).split()
        start = chance.randrange(len(words))
        return words[start : start + chance.randint(1, 3)]

    def quoted(words):
        return '"' + " ".join(words) + '"'

    match chance.randrange(8):
        case 0 | 1:
            words = [word()]
            return words[0], quoted(words)
        case 2:
            words = phrase()
            return quoted(words), quoted(words)
        case 3:
            start = word()[: chance.randint(2, 5)]
            if len(start) < 2:
                start += "a"
            return start + "*", quoted([start]) + "*"
        case 4:
            left, right = phrase(), [word()]
            if set(left) & set(right):
                return quoted(left), quoted(left)
            between = chance.choice([0, 1, 3, 10])
            return (
                f"{quoted(left)} NEAR/{between} {right[0]}",
                f"NEAR({quoted(left)} {quoted(right)}, {between})",
            )
        case kind if depth > 0:
            left, right = query(chance, texts, depth - 1), query(chance, texts, depth - 1)
            ours, theirs = [("{} OR {}", "{} OR {}"), ("{} -{}", "{} NOT {}"),
                            ("{} {}", "{} AND {}")][kind - 5]  # fmt: skip
            return (
                ours.format(f"({left[0]})", f"({right[0]})"),
                theirs.format(f"({left[1]})", f"({right[1]})"),
            )
        case _:
            words = [word()]
            return words[0], quoted(words)


def test_finds_what_fts5_finds(start, documents):
    server = start(documents=documents)
    with connect(server) as channel:
        stub = archive_pb2_grpc.ArchiveStub(channel)

        def stream(words=""):
            request = archive_pb2.StreamStatementsRequest(
                filter=archive_pb2.StatementFilter(words=words)
            )
            return stub.StreamStatements(request, timeout=CALL_SECONDS)

        database = sqlite3.connect(":memory:")
        try:
            database.execute("create virtual table statement using fts5(id unindexed, text)")
        except sqlite3.OperationalError:
            pytest.skip("this Python's SQLite has no FTS5")
        texts = []
        for statement in stream():
            assert len(statement.paragraphs) == 1
            texts.append(statement.paragraphs[0])
            database.execute(
                "insert into statement values (?, ?)", (statement.id, statement.paragraphs[0])
            )
        assert len(texts) > STATEMENTS // 2
        chance = random.Random(5)
        found = 0
        for _ in range(QUERIES):
            ours, theirs = query(chance, texts)
            expected = {
                row[0]
                for row in database.execute(
                    "select id from statement where statement match ?", (theirs,)
                )
            }
            request = archive_pb2.CountStatementsRequest(
                filter=archive_pb2.StatementFilter(words=ours)
            )
            assert stub.CountStatements(request, timeout=CALL_SECONDS).total == len(expected), ours
            if len(expected) <= LISTED:
                ids = [statement.id for statement in stream(ours)]
                assert len(ids) == len(set(ids))
                assert set(ids) == expected, (ours, theirs)
            found += len(expected)
        assert found > QUERIES
    server.stop()
