"""The query classes on tantivy, in files that it maps, through its Python package.

usage: queries_tantivy.py STATEMENTS QUERIES FOLDER

Speaks as the engines in C++ do. Times include what Python adds: a call into the library and, for each
statement found, a fetch of the stored document and a copy of its bytes. `call_us` is what a query
costs that finds nothing.
"""

import json
import statistics
import struct
import sys
import time
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

import tantivy
from verbatim.v1 import transcript_pb2

Q1_LIMIT, WORDS_LIMIT, PAGE_SIZE = 100, 20, 10
WRITER_BYTES = 1 << 30
FNV_OFFSET, FNV_PRIME, MASK = 0xCBF29CE484222325, 0x100000001B3, (1 << 64) - 1
MUST = tantivy.Occur.Must
# A day is 20240131.
BY_YEAR = {"years": {"histogram": {"field": "day", "interval": 10_000, "min_doc_count": 1}}}


def build_schema():
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("speaker", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name="default", index_option="position")
    builder.add_unsigned_field("day", indexed=True, fast=True)
    builder.add_unsigned_field("position", fast=True)
    builder.add_bytes_field("frame", stored=True)
    return builder.build()


def day(text):
    return int(text.replace("-", ""))


def frames(path):
    with Path(path).open("rb", buffering=1 << 20) as file:
        while head := file.read(5):
            yield head + file.read(struct.unpack(">BI", head)[1])


def load(path, schema, folder):
    Path(folder).mkdir()
    index = tantivy.Index(schema, path=str(folder))
    # More threads would make more segments, each of which is searched by itself.
    writer = index.writer(WRITER_BYTES, num_threads=1)
    count = 0
    for count, frame in enumerate(frames(path), 1):
        statement = transcript_pb2.Statement.FromString(frame[5:])
        document = tantivy.Document()
        document.add_text("id", statement.id)
        document.add_text("speaker", statement.attribution.name)
        document.add_text("text", " ".join(statement.paragraphs))
        document.add_unsigned("day", day(statement.date))
        document.add_unsigned("position", count)
        document.add_bytes("frame", frame)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index, count


def index_bytes(folder):
    """All but what holds the statements themselves, which are compressed there."""
    files = [path for path in Path(folder).iterdir() if path.suffix != ".store"]
    return sum(path.stat().st_size for path in files)


class Engine:
    def __init__(self, index, schema):
        self.searcher = index.searcher()
        self.schema = schema
        self.total = self.searcher.num_docs
        self.hits = []  # of the last search

    def speaker(self, name):
        return tantivy.Query.term_query(self.schema, "speaker", name)

    def days(self, first, last):
        return tantivy.Query.range_query(
            self.schema, "day", tantivy.FieldType.Unsigned, day(first), day(last)
        )

    def word(self, word, index_option="basic"):
        return tantivy.Query.term_query(self.schema, "text", word, index_option)

    def phrase(self, *words):
        return tantivy.Query.phrase_query(self.schema, "text", list(words))

    @staticmethod
    def all_of(*queries):
        return tantivy.Query.boolean_query([(MUST, query) for query in queries])

    def found(self, query, limit=None):
        """Ids and frames in the archive's order."""
        result = self.searcher.search(
            query,
            limit=limit or self.total,
            count=False,
            order_by_field="position",
            order=tantivy.Order.Asc,
        )
        return [self.statement(address) for _, address in result.hits]

    def statement(self, address):
        document = self.searcher.doc(address)
        return document.get_first("id"), document.get_first("frame")

    def count(self, query):
        return self.searcher.search(query, limit=1, count=True, order_by_field="position").count

    def by_year(self, query):
        buckets = self.searcher.aggregate(query, BY_YEAR)["years"]["buckets"]
        return [f"{int(b['key']) // 10_000} {b['doc_count']}" for b in buckets]

    def page(self, query):
        """How many; the most relevant are in `hits`."""
        result = self.searcher.search(query, limit=PAGE_SIZE, count=True)
        self.hits = [(*self.statement(address), score) for score, address in result.hits]
        return result.count

    def run(self, name, fields):
        """What a query finds: a list of (id, frame), a list of years with counts, or a number."""
        return getattr(self, name)(*fields)

    def q1(self, speaker, first, last):
        return self.found(self.all_of(self.speaker(speaker), self.days(first, last)), Q1_LIMIT)

    def q2(self, speaker, first, last):
        return self.count(self.all_of(self.speaker(speaker), self.days(first, last)))

    def q3(self, first, last):
        return self.found(self.days(first, last))

    def q4(self, speaker, first, last, word):
        query = self.all_of(self.speaker(speaker), self.word(word), self.days(first, last))
        return self.found(query, WORDS_LIMIT)

    def q5(self, first, second):
        return self.count(self.all_of(self.word(first), self.word(second)))

    def q6(self, first, second):
        return self.count(self.phrase(first, second))

    def q7(self, first, second, speaker):
        return self.found(self.all_of(self.speaker(speaker), self.phrase(first, second)), WORDS_LIMIT)

    def q8(self, word):
        return self.by_year(self.word(word))

    def q9(self, speaker):
        return self.found(self.speaker(speaker))

    def q10(self, identifier):
        query = tantivy.Query.term_query(self.schema, "id", identifier)
        return [self.statement(self.searcher.search(query, limit=1, count=False).hits[0][1])]

    def search(self, first, second):
        return self.page(self.all_of(self.word(first, "freq"), self.word(second, "freq")))


def digest(value, text):
    for byte in text.encode() + b"\n":
        value = (value ^ byte) * FNV_PRIME & MASK
    return value


def check(engine, name, queries):
    result = {"answers": 0, "bytes": 0, "digests": []}
    if name == "search":
        result["hits"] = []
    for fields in queries:
        found = engine.run(name, fields)
        value = FNV_OFFSET
        if isinstance(found, int):
            result["answers"] += found
            value = digest(value, str(found))
        else:
            for item in found:
                identifier, frame = (item, b"") if isinstance(item, str) else item
                result["answers"] += 1
                result["bytes"] += len(frame)
                value = digest(value, identifier)
        result["digests"].append(f"{value:016x}")
        if name == "search":
            result["hits"].append([[identifier, score] for identifier, _, score in engine.hits])
    return result


def time_class(engine, name, queries, rounds, seconds):
    """Ends after so many seconds, whatever is left to be asked."""
    samples = []
    begin = time.perf_counter_ns()
    for turn in range(rounds + 1):  # the first one warms up, for a tenth of the time at most
        until = begin + seconds * 1e9 / (1 if turn else 10)
        for fields in queries:
            start = time.perf_counter_ns()
            if start > until and (samples or not turn):
                break
            engine.run(name, fields)
            if turn:
                samples.append((time.perf_counter_ns() - start) / 1000)
    samples.sort()
    return {
        "p50": samples[len(samples) // 2],
        "p99": samples[len(samples) * 99 // 100],
        "samples": len(samples),
    }


def call_microseconds(engine):
    """Of two words that no statement has."""
    samples = []
    for _ in range(1000):
        start = time.perf_counter_ns()
        engine.q5("0", "1")
        samples.append((time.perf_counter_ns() - start) / 1000)
    return statistics.median(samples)


def main():
    statements, query_file, folder = sys.argv[1:]
    queries = defaultdict(list)
    for line in Path(query_file).read_text().splitlines():
        name, *fields = line.split("\t")
        queries[name].append(fields)
    schema = build_schema()
    start = time.perf_counter()
    index, count = load(statements, schema, folder)
    seconds = time.perf_counter() - start
    engine = Engine(index, schema)
    loaded = {
        "engine": f"tantivy {version('tantivy')} (Python)",
        "statements": count,
        "load_seconds": seconds,
        "index_bytes": index_bytes(folder),
        "segments": engine.searcher.num_segments,
        "call_us": call_microseconds(engine),
    }
    print(json.dumps(loaded), flush=True)
    for line in sys.stdin:
        command, name, *rest = line.split()
        if command == "check":
            result = check(engine, name, queries[name])
        else:
            result = time_class(engine, name, queries[name], int(rest[0]), float(rest[1]))
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
