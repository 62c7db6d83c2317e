"""Python's gRPC as a server of statements that are there as messages.

usage: server.py PORT CERTIFICATE KEY STATEMENTS
"""

import struct
import sys
from concurrent import futures
from pathlib import Path

import grpc
from verbatim.v1 import archive_pb2_grpc, transcript_pb2

THREADS = 16


def load(path):
    data = Path(path).read_bytes()
    position = 0
    while position < len(data):
        _, size = struct.unpack_from(">BI", data, position)
        yield transcript_pb2.Statement.FromString(data[position + 5 : position + 5 + size])
        position += 5 + size


class Archive(archive_pb2_grpc.ArchiveServicer):
    def __init__(self, statements):
        self.statements = statements
        self.by_id = {statement.id: statement for statement in statements}

    def GetStatement(self, request, context):
        found = self.by_id.get(request.id)
        if found is None:
            context.abort(grpc.StatusCode.NOT_FOUND, "no statement of this id")
        return found

    def StreamStatements(self, request, context):
        return iter(self.statements[: request.limit] if request.limit else self.statements)


def main():
    port, certificate, key, statements = sys.argv[1:]
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=THREADS))
    archive_pb2_grpc.add_ArchiveServicer_to_server(Archive(list(load(statements))), server)
    pair = (Path(key).read_bytes(), Path(certificate).read_bytes())
    server.add_secure_port(f"127.0.0.1:{port}", grpc.ssl_server_credentials([pair]))
    server.start()
    server.wait_for_termination()


if __name__ == "__main__":
    main()
