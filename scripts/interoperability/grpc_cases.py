"""The gRPC project's interoperability cases by Python's gRPC, as a client and as a server."""

import threading
import time
from concurrent import futures

import grpc
from grpc.testing import empty_pb2, messages_pb2, test_pb2_grpc

SECONDS = 60
REQUEST_SIZES = [27182, 8, 1828, 45904]
RESPONSE_SIZES = [31415, 9, 2653, 58979]
INITIAL = "x-grpc-test-echo-initial"
TRAILING = "x-grpc-test-echo-trailing-bin"
SPECIAL_MESSAGE = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"


def payload(size):
    return messages_pb2.Payload(body=bytes(size))


def truth(value):
    return messages_pb2.BoolValue(value=value)


def large_request(**fields):
    return messages_pb2.SimpleRequest(response_size=314159, payload=payload(271828), **fields)


def expect_zeros(response, size):
    assert response.payload.body == bytes(size)


def expect_status(call, code, message=None):
    """Reads a call to its end, which is this status."""
    try:
        for _ in call:
            raise AssertionError("a response came")
    except grpc.RpcError:
        pass
    assert call.code() is code, call.details()
    if message is not None:
        assert call.details() == message


class Client:
    """Each method is the case of its name."""

    def __init__(self, channel):
        self.channel = channel
        self.stub = test_pb2_grpc.TestServiceStub(channel)

    def empty_unary(self):
        assert self.stub.EmptyCall(empty_pb2.Empty(), timeout=SECONDS) == empty_pb2.Empty()

    def large_unary(self):
        expect_zeros(self.stub.UnaryCall(large_request(), timeout=SECONDS), 314159)

    def client_compressed_unary(self):
        gzip, none = grpc.Compression.Gzip, grpc.Compression.NoCompression
        request = large_request(expect_compressed=truth(True))
        try:
            self.stub.UnaryCall(request, timeout=SECONDS, compression=none)
            raise AssertionError("the server took an uncompressed request for a compressed one")
        except grpc.RpcError as error:
            assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
        expect_zeros(self.stub.UnaryCall(request, timeout=SECONDS, compression=gzip), 314159)
        request = large_request(expect_compressed=truth(False))
        expect_zeros(self.stub.UnaryCall(request, timeout=SECONDS, compression=none), 314159)

    def server_compressed_unary(self):
        for compressed in (True, False):
            request = large_request(response_compressed=truth(compressed))
            expect_zeros(self.stub.UnaryCall(request, timeout=SECONDS), 314159)

    def client_streaming(self):
        requests = (
            messages_pb2.StreamingInputCallRequest(payload=payload(size)) for size in REQUEST_SIZES
        )
        response = self.stub.StreamingInputCall(requests, timeout=SECONDS)
        assert response.aggregated_payload_size == 74922

    def server_streaming(self):
        self._stream_responses([(size, None) for size in RESPONSE_SIZES])

    def server_compressed_streaming(self):
        self._stream_responses([(31415, truth(True)), (92653, truth(False))])

    def _stream_responses(self, parameters):
        request = messages_pb2.StreamingOutputCallRequest(
            response_parameters=[
                messages_pb2.ResponseParameters(size=size, compressed=compressed)
                for size, compressed in parameters
            ]
        )
        responses = list(self.stub.StreamingOutputCall(request, timeout=SECONDS))
        assert len(responses) == len(parameters)
        for response, (size, _) in zip(responses, parameters, strict=True):
            expect_zeros(response, size)

    def ping_pong(self):
        answered = threading.Semaphore(1)

        def requests():
            for request_size, response_size in zip(REQUEST_SIZES, RESPONSE_SIZES, strict=True):
                assert answered.acquire(timeout=SECONDS)
                yield duplex_request(request_size, response_size)
            assert answered.acquire(timeout=SECONDS)

        sizes = []
        for response in self.stub.FullDuplexCall(requests(), timeout=SECONDS):
            expect_zeros(response, len(response.payload.body))
            sizes.append(len(response.payload.body))
            answered.release()
        assert sizes == RESPONSE_SIZES

    def empty_stream(self):
        assert list(self.stub.FullDuplexCall(iter([]), timeout=SECONDS)) == []

    def custom_metadata(self):
        metadata = ((INITIAL, "test_initial_metadata_value"), (TRAILING, b"\xab\xab\xab"))
        response, call = self.stub.UnaryCall.with_call(
            large_request(), timeout=SECONDS, metadata=metadata
        )
        expect_zeros(response, 314159)
        self._expect_echoed(call)
        call = self.stub.FullDuplexCall(
            iter([duplex_request(271828, 314159)]), timeout=SECONDS, metadata=metadata
        )
        (response,) = list(call)
        expect_zeros(response, 314159)
        self._expect_echoed(call)

    def _expect_echoed(self, call):
        assert dict(call.initial_metadata())[INITIAL] == "test_initial_metadata_value"
        assert dict(call.trailing_metadata())[TRAILING] == b"\xab\xab\xab"

    def status_code_and_message(self):
        self._echo_status("test status message")
        status = messages_pb2.EchoStatus(code=2, message="test status message")
        request = messages_pb2.StreamingOutputCallRequest(response_status=status)
        call = self.stub.FullDuplexCall(iter([request]), timeout=SECONDS)
        expect_status(call, grpc.StatusCode.UNKNOWN, "test status message")

    def special_status_message(self):
        self._echo_status(SPECIAL_MESSAGE)

    def _echo_status(self, message):
        status = messages_pb2.EchoStatus(code=2, message=message)
        try:
            self.stub.UnaryCall(
                messages_pb2.SimpleRequest(response_status=status), timeout=SECONDS
            )
            raise AssertionError("the call succeeded")
        except grpc.RpcError as error:
            assert error.code() is grpc.StatusCode.UNKNOWN
            assert error.details() == message

    def unimplemented_method(self):
        self._expect_unimplemented(self.stub)

    def unimplemented_service(self):
        self._expect_unimplemented(test_pb2_grpc.UnimplementedServiceStub(self.channel))

    def _expect_unimplemented(self, stub):
        try:
            stub.UnimplementedCall(empty_pb2.Empty(), timeout=SECONDS)
            raise AssertionError("the call succeeded")
        except grpc.RpcError as error:
            assert error.code() is grpc.StatusCode.UNIMPLEMENTED

    def cancel_after_begin(self):
        over = threading.Event()

        def requests():
            over.wait(SECONDS)
            yield from ()

        call = self.stub.StreamingInputCall.future(requests(), timeout=SECONDS)
        call.cancel()
        over.set()
        assert call.cancelled()
        assert call.code() is grpc.StatusCode.CANCELLED

    def cancel_after_first_response(self):
        over = threading.Event()

        def requests():
            yield duplex_request(27182, 31415)
            over.wait(SECONDS)

        call = self.stub.FullDuplexCall(requests(), timeout=SECONDS)
        expect_zeros(next(call), 31415)
        call.cancel()
        expect_status(call, grpc.StatusCode.CANCELLED)
        over.set()

    def timeout_on_sleeping_server(self):
        self.empty_unary()  # connects
        over = threading.Event()

        def requests():
            yield messages_pb2.StreamingOutputCallRequest(payload=payload(27182))
            over.wait(SECONDS)

        call = self.stub.FullDuplexCall(requests(), timeout=0.001)
        expect_status(call, grpc.StatusCode.DEADLINE_EXCEEDED)
        over.set()


def duplex_request(size, response_size):
    return messages_pb2.StreamingOutputCallRequest(
        response_parameters=[messages_pb2.ResponseParameters(size=response_size)],
        payload=payload(size),
    )


class Service(test_pb2_grpc.TestServiceServicer):
    """`grpc.testing.TestService`, but for `expect_compressed`, which Python's gRPC cannot see."""

    def EmptyCall(self, request, context):
        echo_metadata(context)
        return empty_pb2.Empty()

    def UnaryCall(self, request, context):
        echo_metadata(context)
        if request.response_compressed.value:
            context.set_compression(grpc.Compression.Gzip)
        end(request, context)
        return messages_pb2.SimpleResponse(payload=payload(request.response_size))

    def StreamingInputCall(self, requests, context):
        echo_metadata(context)
        size = sum(len(request.payload.body) for request in requests)
        return messages_pb2.StreamingInputCallResponse(aggregated_payload_size=size)

    def StreamingOutputCall(self, request, context):
        echo_metadata(context)
        context.set_compression(grpc.Compression.Gzip)
        yield from self._answer(request, context)

    def FullDuplexCall(self, requests, context):
        echo_metadata(context)
        for request in requests:
            end(request, context)
            yield from self._answer(request, context)

    def _answer(self, request, context):
        for parameters in request.response_parameters:
            time.sleep(parameters.interval_us / 1e6)
            if not parameters.compressed.value:
                context.disable_next_message_compression()
            yield messages_pb2.StreamingOutputCallResponse(payload=payload(parameters.size))


def echo_metadata(context):
    received = dict(context.invocation_metadata())
    if INITIAL in received:
        context.send_initial_metadata(((INITIAL, received[INITIAL]),))
    if TRAILING in received:
        context.set_trailing_metadata(((TRAILING, received[TRAILING]),))


def end(request, context):
    """Ends the call with the status that the request asks for."""
    code = request.response_status.code
    if code != 0:
        status = next(status for status in grpc.StatusCode if status.value[0] == code)
        context.abort(status, request.response_status.message)


def serve(certificate, key):
    """A server on a free port of 127.0.0.1, and that port."""
    server = grpc.server(futures.ThreadPoolExecutor(8))
    test_pb2_grpc.add_TestServiceServicer_to_server(Service(), server)
    credentials = grpc.ssl_server_credentials([(key.read_bytes(), certificate.read_bytes())])
    port = server.add_secure_port("127.0.0.1:0", credentials)
    server.start()
    return server, port
