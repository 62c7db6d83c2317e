"""The query classes on tantivy, in memory, through its Python package.

usage: queries_tantivy.py STATEMENTS QUERIES

Speaks as queries-sqlite does. Times include what Python adds: a call into the library and, for each
statement found, a fetch of the stored document and a copy of its bytes.
"""

import json
import struct
import sys
import time
from collections import defaultdict
from pathlib import Path

import tantivy
from verbatim.v1 import transcript_pb2

Q1_LIMIT = 100
WRITER_BYTES = 512 << 20
FNV_OFFSET, FNV_PRIME, MASK = 0xCBF29CE484222325, 0x100000001B3, (1 << 64) - 1


def build_schema():
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("speaker", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("day", indexed=True, fast=True)
    builder.add_unsigned_field("position", fast=True)
    builder.add_bytes_field("frame", stored=True)
    return builder.build()


def day(text):
    return int(text.replace("-", ""))


def load(path, schema):
    index = tantivy.Index(schema)
    writer = index.writer(WRITER_BYTES, num_threads=1)
    data = Path(path).read_bytes()
    at = position = 0
    while at < len(data):
        _, size = struct.unpack_from(">BI", data, at)
        statement = transcript_pb2.Statement.FromString(data[at + 5 : at + 5 + size])
        document = tantivy.Document()
        document.add_text("id", statement.id)
        document.add_text("speaker", statement.attribution.name)
        document.add_unsigned("day", day(statement.date))
        document.add_unsigned("position", position)
        document.add_bytes("frame", data[at : at + 5 + size])
        writer.add_document(document)
        at += 5 + size
        position += 1
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index, position


class Engine:
    def __init__(self, index, schema):
        self.searcher = index.searcher()
        self.schema = schema
        self.total = self.searcher.num_docs

    def speaker(self, name):
        return tantivy.Query.term_query(self.schema, "speaker", name)

    def days(self, first, last):
        return tantivy.Query.range_query(
            self.schema, "day", tantivy.FieldType.Unsigned, day(first), day(last)
        )

    def both(self, name, first, last):
        must = tantivy.Occur.Must
        return tantivy.Query.boolean_query(
            [(must, self.speaker(name)), (must, self.days(first, last))]
        )

    def found(self, query, limit=None):
        """Ids and frames in the archive's order."""
        result = self.searcher.search(
            query,
            limit=limit or self.total,
            count=False,
            order_by_field="position",
            order=tantivy.Order.Asc,
        )
        for _, address in result.hits:
            document = self.searcher.doc(address)
            yield document.get_first("id"), document.get_first("frame")

    def run(self, name, fields):
        """What a query finds: a list of (id, frame), or a number."""
        if name == "q1":
            return list(self.found(self.both(*fields), Q1_LIMIT))
        if name == "q2":
            return self.searcher.search(self.both(*fields), limit=1, count=True).count
        if name == "q3":
            return list(self.found(self.days(*fields)))
        if name == "q9":
            return list(self.found(self.speaker(*fields)))
        query = tantivy.Query.term_query(self.schema, "id", fields[0])
        address = self.searcher.search(query, limit=1, count=False).hits[0][1]
        document = self.searcher.doc(address)
        return [(document.get_first("id"), document.get_first("frame"))]


def digest(value, text):
    for byte in text.encode() + b"\n":
        value = (value ^ byte) * FNV_PRIME & MASK
    return value


def check(engine, name, queries):
    answers = size = 0
    value = FNV_OFFSET
    for fields in queries:
        found = engine.run(name, fields)
        if isinstance(found, int):
            answers += found
            value = digest(value, str(found))
        else:
            for identifier, frame in found:
                answers += 1
                size += len(frame)
                value = digest(value, identifier)
        value = digest(value, "")  # so that no answer is taken for part of the next
    return {"answers": answers, "bytes": size, "digest": f"{value:016x}"}


def time_class(engine, name, queries, rounds):
    samples = []
    for turn in range(rounds + 1):  # the first one warms up
        for fields in queries:
            start = time.perf_counter_ns()
            engine.run(name, fields)
            if turn:
                samples.append((time.perf_counter_ns() - start) / 1000)
    samples.sort()
    return {
        "p50": samples[len(samples) // 2],
        "p99": samples[len(samples) * 99 // 100],
        "samples": len(samples),
    }


def resident_kilobytes():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    return 0


def main():
    statements, query_file = sys.argv[1:]
    queries = defaultdict(list)
    for line in Path(query_file).read_text().splitlines():
        name, *fields = line.split("\t")
        queries[name].append(fields)
    schema = build_schema()
    start = time.perf_counter()
    index, count = load(statements, schema)
    loaded = {
        "engine": f"tantivy {tantivy.__version__} (Python)",
        "statements": count,
        "load_seconds": time.perf_counter() - start,
        "resident_kb": resident_kilobytes(),
    }
    print(json.dumps(loaded), flush=True)
    engine = Engine(index, schema)
    for line in sys.stdin:
        command, name, *rest = line.split()
        if command == "check":
            result = check(engine, name, queries[name])
        else:
            result = time_class(engine, name, queries[name], int(rest[0]))
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
