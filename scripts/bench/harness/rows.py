"""What is measured: a row a measurement, each with its contestants. Less is better."""

from dataclasses import dataclass

OURS = {"verbatimd", "verbatim", "verbatim views", "verbatim values"}
SERVERS = (
    "verbatimd",
    "C floor",
    "nghttpd",
    "nginx",
    "gRPC C++ callback",
    "grpc-swift-2",
    "grpcio",
)
CLIENTS = (
    "verbatim views",
    "verbatim values",
    "gRPC C++ sync",
    "gRPC C++ callback",
    "grpc-swift-2",
    "grpcio",
)
STREAMERS = (*SERVERS[:5], "gRPC C++ sync", *SERVERS[5:], "SSL_write")
ENGINES = ("verbatim", "C++ floor", "SQLite", "tantivy")
WORD_ENGINES = (*ENGINES, "Xapian")


@dataclass(frozen=True)
class Row:
    key: str
    group: str
    title: str
    unit: str
    contestants: tuple

    @property
    def connections(self):
        """Of a row of calls or streams."""
        return int(self.key.rsplit("-", 1)[1].split("x")[0])

    @property
    def in_flight(self):
        return int(self.key.rsplit("x", 1)[1])


ROWS = [
    Row("unary-8x16", "servers", "GetStatement, 8 connections, 16 in flight", "µs/call", SERVERS),
    Row("unary-64x1", "servers", "GetStatement, 64 connections, 1 in flight", "µs/call", SERVERS),
    Row("unary-1x1", "servers", "GetStatement, 1 connection, 1 in flight", "µs/call", SERVERS),
    Row("stream-1", "servers", "all statements, 1 connection", "s/GB", STREAMERS),
    Row("stream-4", "servers", "all statements, 4 connections", "s/GB", STREAMERS[:-1]),
    Row("handshake", "servers", "handshake and a call", "µs/connection", SERVERS),
    Row("idle", "idle", "memory of an idle connection", "kB/connection", SERVERS),
    Row("client", "client", "statements received, by client", "s/million", CLIENTS),
    Row("q1", "queries", "a speaker's year, first 100", "µs/query", ENGINES),
    Row("q2", "queries", "how many these are", "µs/query", ENGINES),
    Row("q3", "queries", "all of a week", "µs/query", ENGINES),
    Row("q4", "queries", "a word in a speaker's year, first 20", "µs/query", WORD_ENGINES),
    Row("q5", "queries", "how many have two words", "µs/query", WORD_ENGINES),
    Row("q6", "queries", "how many have a phrase", "µs/query", WORD_ENGINES),
    Row("q7", "queries", "a speaker's with a phrase, first 20", "µs/query", WORD_ENGINES),
    Row("q8", "queries", "how many have a word, by year", "µs/query", WORD_ENGINES),
    Row("search", "queries", "the ten most relevant to two words", "µs/query", WORD_ENGINES),
    Row("q9", "queries", "all of the busiest speaker", "µs/query", ENGINES),
    Row("q10", "queries", "a statement by its id", "µs/query", ENGINES),
    Row("load-time", "load", "loading", "s", ("verbatimd", *WORD_ENGINES)),
    Row("load-memory", "load", "memory once loaded", "MB", ("verbatimd", *WORD_ENGINES)),
    Row("load-peak", "load", "most memory while loading", "MB", ("verbatimd",)),
    Row("index-size", "load", "what is kept beside the statements", "MB", WORD_ENGINES),
]


def chosen(only):
    """The rows that a list of keys or groups names; all without one."""
    if not only:
        return ROWS
    names = set(only.split(","))
    unknown = names - {row.key for row in ROWS} - {row.group for row in ROWS}
    if unknown:
        known = ", ".join([row.key for row in ROWS])
        raise ValueError(f"{', '.join(sorted(unknown))}: not one of {known}, or a group of them")
    return [row for row in ROWS if row.key in names or row.group in names]
