"""Python's gRPC as a client: receives every statement of a server and says what that cost.

usage: client.py PORT CA
"""

import sys
import time
from pathlib import Path

import grpc
from verbatim.v1 import archive_pb2, archive_pb2_grpc


def receive(stub, limit):
    count = size = 0
    for statement in stub.StreamStatements(archive_pb2.StreamStatementsRequest(limit=limit)):
        count += 1
        for paragraph in statement.paragraphs:
            size += len(paragraph.encode())
    return count, size


def main():
    port, authority = sys.argv[1:]
    credentials = grpc.ssl_channel_credentials(Path(authority).read_bytes())
    with grpc.secure_channel(f"localhost:{port}", credentials) as channel:
        stub = archive_pb2_grpc.ArchiveStub(channel)
        receive(stub, 1)  # connecting is not part of it
        before = time.process_time()
        count, size = receive(stub, 0)
        cpu = time.process_time() - before
    print(f"{count} statements, {size} bytes of text, {cpu:.3f} CPU s")


if __name__ == "__main__":
    main()
