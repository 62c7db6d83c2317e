"""Clients below gRPC: bare sockets, TLS as one likes it, and HTTP/2 with every header written out."""

import socket
import ssl
import struct
from dataclasses import dataclass, field

import h2.config
import h2.connection
import h2.events
import h2.settings

SOCKET_SECONDS = 10
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def message(payload, *, compressed=0, length=None):
    """A message with gRPC's prefix; `length` may lie."""
    return struct.pack(">BI", compressed, len(payload) if length is None else length) + payload


def frame(kind, flags, stream, payload):
    """An HTTP/2 frame (RFC 9113, section 4.1)."""
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def open_socket(server):
    host, port = server.address.rsplit(":", 1)
    return socket.create_connection((host, int(port)), SOCKET_SECONDS)


def tls_context(ca, *, alpn=("h2",), certificate=None, version=None, legacy=False):
    """A client's side of TLS. `certificate` is a pair of files, key first."""
    context = ssl.create_default_context(cafile=str(ca))
    if alpn:
        context.set_alpn_protocols(list(alpn))
    if legacy:
        # Versions that OpenSSL's default security level does not even offer.
        context.set_ciphers("ALL:@SECLEVEL=0")
    if version:
        context.minimum_version = context.maximum_version = version
    if certificate:
        key, chain = certificate
        context.load_cert_chain(str(chain), str(key))
    return context


def open_tls(server, ca, **options):
    """A TLS connection with ALPN `h2`, and nothing said on it yet."""
    host = server.address.rsplit(":", 1)[0]
    return tls_context(ca, **options).wrap_socket(open_socket(server), server_hostname=host)


def own_address(connection):
    """The address of this end, as the server's log names its peer."""
    host, port = connection.getsockname()[:2]
    return f"{host}:{port}"


def read_to_end(connection):
    """What the server sends until it closes; a reset counts as its end."""
    received = b""
    try:
        while piece := connection.recv(65536):
            received += piece
    except (ConnectionResetError, ssl.SSLEOFError):
        pass
    return received


class _Engine(h2.connection.H2Connection):
    """As h2's, which takes nothing after a GOAWAY, though streams under way go on (RFC 9113, 6.8)."""

    went_away = None

    def _receive_goaway_frame(self, frame):
        self.went_away = frame.error_code
        return [], []


@dataclass
class Answer:
    """What came on a stream so far."""

    headers: dict = field(default_factory=dict)
    trailers: dict = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    reset: int | None = None
    ended: bool = False

    @property
    def status(self):
        """`grpc-status`, wherever it stands."""
        text = self.trailers.get("grpc-status", self.headers.get("grpc-status"))
        return None if text is None else int(text)


class Connection:
    """HTTP/2 over TLS by hand; nothing that is sent is checked, and windows open only when asked."""

    def __init__(self, server, ca, *, window=65535, **options):
        self.socket = open_tls(server, ca, **options)
        self.h2 = _Engine(
            h2.config.H2Configuration(
                header_encoding="utf-8",
                validate_outbound_headers=False,
                normalize_outbound_headers=False,
            )
        )
        self.h2.initiate_connection()
        if window > 65535:
            self.h2.update_settings({h2.settings.SettingCodes.INITIAL_WINDOW_SIZE: window})
            self.h2.increment_flow_control_window(window - 65535)
        self.answers = {}
        self.closed = False
        self.flush()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def flush(self):
        self.socket.sendall(self.h2.data_to_send())

    def request(self, path, body=b"", *, ends=True, replacing=(), adding=()):
        """Opens a stream with the headers of a gRPC call; `replacing` overrides some of them."""
        stream = self.h2.get_next_available_stream_id()
        headers = {
            ":method": "POST",
            ":scheme": "https",
            ":path": path,
            ":authority": "localhost",
            "content-type": "application/grpc",
            "te": "trailers",
            **dict(replacing),
        }
        self.answers[stream] = Answer()
        self.h2.send_headers(
            stream,
            [*((k, v) for k, v in headers.items() if v is not None), *adding],
            end_stream=ends and not body,
        )
        self.flush()
        if body:
            self.h2.send_data(stream, body, end_stream=ends)
            self.flush()
        return stream

    def receive(self):
        """Reads once from the socket; false at its end."""
        try:
            data = self.socket.recv(65536)
        except (ConnectionResetError, ssl.SSLEOFError):
            data = b""
        if not data:
            self.closed = True
            return False
        for event in self.h2.receive_data(data):
            self._take(event)
        try:
            self.flush()
        except OSError:
            pass  # The server has closed; what it said before is still to be read.
        return True

    @property
    def went_away(self):
        """The error code of the server's last GOAWAY; None before one."""
        return self.h2.went_away

    def _take(self, event):
        answer = self.answers.get(getattr(event, "stream_id", None))
        if answer is None:
            return
        if isinstance(event, h2.events.ResponseReceived):
            answer.headers = dict(event.headers)
        elif isinstance(event, h2.events.TrailersReceived):
            answer.trailers = dict(event.headers)
        elif isinstance(event, h2.events.DataReceived):
            answer.body += event.data
        elif isinstance(event, h2.events.StreamReset):
            answer.reset = int(event.error_code)
            answer.ended = True
        elif isinstance(event, h2.events.StreamEnded):
            answer.ended = True

    def answer(self, stream):
        """The whole answer; fails when the connection ends before it."""
        answer = self.answers[stream]
        while not answer.ended:
            assert self.receive(), f"the connection ended before stream {stream}: {answer}"
        return answer

    def call(self, path, body=b"", **options):
        return self.answer(self.request(path, body, **options))
