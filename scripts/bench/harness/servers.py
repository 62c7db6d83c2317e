"""The servers: how each is started, and that what it answers is right."""

import hashlib
import os
from dataclasses import dataclass

from h2load import STREAM, UNARY, fetch, frame
from processes import Failure, Process, free_port

VERIFIED_STATEMENTS = 5_000  # by the slowest, before anything is measured

# Clients and servers that follow the system's OpenSSL take no other cipher then.
OPENSSL_CONFIGURATION = """\
openssl_conf = default
[default]
ssl_conf = ssl
[ssl]
system_default = tls
[tls]
Ciphersuites = TLS_AES_128_GCM_SHA256
"""

NGINX_CONFIGURATION = """\
{user}worker_processes {threads};
daemon off;
pid {work}/nginx.pid;
error_log {work}/nginx-errors.log;
events {{ worker_connections 8192; }}
http {{
  access_log off;
  sendfile on; tcp_nopush on; tcp_nodelay on;
  keepalive_requests 100000000; keepalive_timeout 3600; client_header_timeout 3600;
  open_file_cache max=100 inactive=1h; open_file_cache_valid 1h;
  default_type application/grpc;
  client_body_temp_path {work}/nginx-body; proxy_temp_path {work}/nginx-proxy;
  fastcgi_temp_path {work}/nginx-fastcgi; uwsgi_temp_path {work}/nginx-uwsgi;
  scgi_temp_path {work}/nginx-scgi;
  http2_max_concurrent_streams 256; http2_chunk_size 16k; output_buffers 4 256k;
  ssl_protocols TLSv1.3; ssl_buffer_size 16k; ssl_session_cache off; ssl_session_tickets off;
  ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;
  ssl_certificate {certificate}; ssl_certificate_key {key};
  server {{ listen 127.0.0.1:{port} ssl http2 reuseport; root {www}; }}
}}
"""


@dataclass(frozen=True)
class Kind:
    """A server that can be measured."""

    name: str
    # Statements streamed in a run are so many times those of the slowest: all take about as long.
    pace: int
    is_grpc: bool = True
    takes_bodies: bool = True
    # A file of statements is served whole; a service knows a limit.
    has_limit: bool = True
    is_measured_by_calls: bool = True


KINDS = {
    kind.name: kind
    for kind in (
        Kind("verbatimd", 20),
        Kind("gRPC C++ callback", 5),
        Kind("gRPC C++ sync", 5, is_measured_by_calls=False),
        Kind("grpcio", 1),
        Kind("grpc-swift-2", 4),
        Kind("nghttpd", 20, is_grpc=False, has_limit=False),
        Kind("nginx", 20, is_grpc=False, has_limit=False, takes_bodies=False),
        Kind("C floor", 20),
    )
}


class Server:
    """A kind that is up."""

    def __init__(self, kind, process):
        self.kind, self.process = kind, process

    @property
    def name(self):
        return self.kind.name

    @property
    def pid(self):
        return self.process.pid

    @property
    def port(self):
        return self.process.port


class Statements:
    """Statements as gRPC frames them, in a file, and requests for them."""

    def __init__(self, path, work):
        self.path, self.work = path, work
        data = path.read_bytes()
        self.offsets = [0]
        while self.offsets[-1] < len(data):
            at = self.offsets[-1]
            self.offsets.append(at + 5 + int.from_bytes(data[at + 1 : at + 5], "big"))
        if self.offsets[-1] != len(data):
            raise Failure(f"{path} ends within a statement")
        self.count = len(self.offsets) - 1
        # The statement that single calls ask for is as long as the mean.
        mean = len(data) / self.count
        sizes = [b - a for a, b in zip(self.offsets, self.offsets[1:])]
        best = min(range(self.count), key=lambda i: abs(sizes[i] - mean))
        self.single = data[self.offsets[best] : self.offsets[best + 1]]
        message = self.single[5:]
        self.unary = work / "unary.request"
        # A statement's id is its first field, and a request's: the bytes are the same.
        self.unary.write_bytes(frame(message[: 2 + message[1]]))
        self.www = work / "www"
        folder = self.www / "verbatim.v1.Archive"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / UNARY).write_bytes(self.single)
        file = folder / STREAM
        file.unlink(missing_ok=True)
        os.link(path, file)

    def stream(self, limit):
        """A request for so many statements, and the bytes that answer it."""
        number, value = limit, b""
        while number:
            value += bytes([number & 127 | (128 if number > 127 else 0)])
            number >>= 7
        request = self.work / f"stream-{limit}.request"
        request.write_bytes(frame(b"\x18" + value if limit < self.count else b""))
        return request, self.offsets[limit]


class Farm:
    """Starts servers of the same statements and stops them."""

    def __init__(self, programs, certificates, work, threads):
        self.programs, self.work, self.threads = programs, work, threads
        self.certificate = certificates / "server.pem"
        self.key = certificates / "server.key"
        self.authority = certificates / "ca.pem"
        self.openssl = work / "openssl.cnf"
        self.openssl.write_text(OPENSSL_CONFIGURATION)
        self.running = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for server in self.running:
            server.process.stop()

    def start(self, name, statements=None, documents=None):
        """Starts a server of the file `statements`; verbatimd reads `documents`."""
        port = free_port()
        pair = [self.certificate, self.key]
        variables = {"OPENSSL_CONF": str(self.openssl)}
        programs = self.programs
        path = statements.path if statements else None
        if name == "verbatimd":
            # Its own configuration is what is measured.
            variables = {}
            command = [programs.verbatimd, "--listen", f"127.0.0.1:{port}"]
            command += ["--admin-listen", "none"]
            command += ["--event-loops", self.threads, "--log-level", "warning"]
            command += ["--certificate", pair[0], "--private-key", pair[1], documents]
        elif name.startswith("gRPC C++"):
            mode = name.rsplit(" ", 1)[1]
            command = [programs.cpp_server, mode, port, *pair, path]
        elif name == "grpcio":
            command = [programs.python, programs.peers / "python/server.py", port, *pair, path]
            variables = {"PYTHONPATH": str(programs.stubs)}
        elif name == "grpc-swift-2":
            command = [programs.swift_peer, "server", port, *pair, path]
            variables = {}
        elif name == "nghttpd":
            command = [programs.nghttpd, "-n", self.threads, "-m", "256", "-d", statements.www]
            command += ["--no-content-length", port, pair[1], pair[0]]
        elif name == "nginx":
            configuration = self.work / "nginx.conf"
            configuration.write_text(
                NGINX_CONFIGURATION.format(
                    # Workers of root's nginx are somebody else, who may not read the files.
                    user="user root;\n" if os.geteuid() == 0 else "",
                    threads=self.threads,
                    work=self.work,
                    certificate=pair[0],
                    key=pair[1],
                    port=port,
                    www=statements.www,
                )
            )
            command = [programs.nginx, "-c", configuration, "-p", self.work]
        else:
            command = [programs.floor, port, *pair, path, self.threads]
        log = self.work / f"{name.replace(' ', '-')}.log"
        announcement = "listening on" if name == "verbatimd" else None
        process = Process(name, command, port, log, variables, announcement)
        server = Server(KINDS[name], process)
        self.running.append(server)
        return server

    def stop(self, server):
        server.process.stop()
        self.running.remove(server)


def verify(server, statements):
    """Fails unless a server answers both methods byte for byte as it should."""
    size, digest = fetch(server, UNARY, statements.unary)
    expected = hashlib.sha256(statements.single).hexdigest()
    if (size, digest) != (len(statements.single), expected):
        raise Failure(f"another answer to {UNARY}: {size} bytes, not {len(statements.single)}")
    limit = statements.count
    if server.kind.has_limit:
        limit = min(limit, VERIFIED_STATEMENTS * server.kind.pace)
    request, expected_size = statements.stream(limit)
    size, digest = fetch(server, STREAM, request)
    with statements.path.open("rb") as file:
        expected = hashlib.sha256(file.read(expected_size)).hexdigest()
    if (size, digest) != (expected_size, expected):
        raise Failure(f"another answer to {STREAM}: {size} bytes, not {expected_size}")
