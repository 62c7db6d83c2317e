"""Servers that behave badly in the ways of grpc/doc/negative-http2-interop-test-descriptions.md."""

import socket
import ssl
import threading

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.settings
from grpc.testing import messages_pb2
from http2 import SOCKET_SECONDS, message

ANSWER_BYTES = 1024
HEADERS = [(":status", "200"), ("content-type", "application/grpc+proto")]
TRAILERS = [("grpc-status", "0")]


def answer():
    return message(
        messages_pb2.SimpleResponse(
            payload=messages_pb2.Payload(body=bytes(ANSWER_BYTES))
        ).SerializeToString()
    )


class NegativeServer:
    """Listens on a free port of 127.0.0.1; what its clients did is told afterwards."""

    def __init__(self, case, certificate, key):
        self.case = case
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(str(certificate), str(key))
        self.context.set_alpn_protocols(["h2"])
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        # The calls of each connection, and what went wrong.
        self.connections = []
        self.faults = []
        self.unanswered_pings = 0
        self.most_open_streams = 0
        self.lock = threading.Lock()
        self.threads = []
        self.acceptor = threading.Thread(target=self._accept, daemon=True)
        self.acceptor.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.acceptor.join()
        for thread in self.threads:
            thread.join(SOCKET_SECONDS)

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _serve(self, connection):
        try:
            with self.context.wrap_socket(connection, server_side=True) as wrapped:
                Conversation(self, wrapped).run()
        except (OSError, ssl.SSLError):
            pass  # The client has gone.
        except Exception as error:
            self.faults.append(repr(error))


class Conversation:
    """One connection."""

    def __init__(self, server, wrapped):
        self.server = server
        self.socket = wrapped
        self.calls = []
        self.open = set()
        # Calls that end when every ping is answered.
        self.waiting = set()
        self.has_gone_away = False
        server.connections.append(self.calls)
        self.h2 = h2.connection.H2Connection(
            h2.config.H2Configuration(client_side=False, header_encoding="utf-8")
        )
        self.h2.initiate_connection()
        self.flush()

    def flush(self):
        self.socket.sendall(self.h2.data_to_send())

    def run(self):
        while data := self.socket.recv(65536):
            if self.has_gone_away:
                continue  # h2 takes nothing any more; all calls are answered.
            for event in self.h2.receive_data(data):
                self.take(event)
            self.flush()

    def take(self, event):
        if isinstance(event, h2.events.RequestReceived):
            self.calls.append(event.stream_id)
            self.open.add(event.stream_id)
            if len(self.calls) > 1:
                self.server.most_open_streams = max(self.server.most_open_streams, len(self.open))
        elif isinstance(event, h2.events.DataReceived):
            self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            getattr(self, f"case_{self.server.case}")(event.stream_id)
        elif isinstance(event, h2.events.PingAckReceived):
            self.server.unanswered_pings -= 1
            if self.server.unanswered_pings == 0:
                for stream in list(self.waiting):
                    self.waiting.discard(stream)
                    self.end(stream)
        elif isinstance(event, h2.events.StreamReset):
            self.open.discard(event.stream_id)

    def ping(self):
        self.server.unanswered_pings += 1
        self.h2.ping(b"negative")

    def reset(self, stream):
        self.h2.reset_stream(stream, h2.errors.ErrorCodes.NO_ERROR)
        self.open.discard(stream)

    def end(self, stream):
        self.h2.send_headers(stream, TRAILERS, end_stream=True)
        self.open.discard(stream)

    # The cases.

    def case_goaway(self, stream):
        self.h2.send_headers(stream, HEADERS)
        self.h2.send_data(stream, answer())
        self.end(stream)
        if len(self.server.connections) == 1:
            self.h2.close_connection(last_stream_id=stream)
            self.has_gone_away = True

    def case_rst_after_header(self, stream):
        self.h2.send_headers(stream, HEADERS)
        self.reset(stream)

    def case_rst_during_data(self, stream):
        self.h2.send_headers(stream, HEADERS)
        self.h2.send_data(stream, answer()[: ANSWER_BYTES // 2])
        self.reset(stream)

    def case_rst_after_data(self, stream):
        self.h2.send_headers(stream, HEADERS)
        self.h2.send_data(stream, answer())
        self.reset(stream)

    def case_ping(self, stream):
        self.ping()
        self.h2.send_headers(stream, HEADERS)
        self.ping()
        self.h2.send_data(stream, answer())
        self.ping()
        # A client that has all it wants may leave before it has answered.
        self.waiting.add(stream)

    def case_refused_by_goaway(self, stream):
        if len(self.server.connections) == 1:
            self.h2.close_connection(last_stream_id=0)
            self.has_gone_away = True
        else:
            self.case_ping(stream)

    def case_refused_by_reset(self, stream):
        if len(self.calls) == 1:
            self.h2.reset_stream(stream, h2.errors.ErrorCodes.REFUSED_STREAM)
            self.open.discard(stream)
        else:
            self.case_ping(stream)

    def case_max_streams(self, stream):
        if len(self.calls) == 1:
            self.h2.update_settings({h2.settings.SettingCodes.MAX_CONCURRENT_STREAMS: 1})
        self.h2.send_headers(stream, HEADERS)
        self.h2.send_data(stream, answer())
        self.end(stream)
