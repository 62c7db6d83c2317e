// Cases of grpc/doc/interop-test-descriptions.md by C++ gRPC.
//
// usage: client ADDRESS CA CASE
//
// Exit code: 0 if the server does what the case says, 1 if not, with the reason on standard error.
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "grpc/testing/test.grpc.pb.h"
#include "inspection.h"

namespace testing = grpc::testing;
using grpc::ClientContext;
using grpc::Status;
using grpc::StatusCode;
using testing::InteropClientContextInspector;
using testing::StreamingOutputCallRequest;
using testing::StreamingOutputCallResponse;

namespace {

constexpr int request_size = 271828;
constexpr int response_size = 314159;
const std::vector<int> request_sizes = {27182, 8, 1828, 45904};
const std::vector<int> response_sizes = {31415, 9, 2653, 58979};

std::string contents(const char* path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void expect(bool truth, const std::string& what) {
  if (!truth) throw std::runtime_error(what);
}

void expect_status(const Status& status, StatusCode code) {
  expect(status.error_code() == code, "expected status " + std::to_string(code) + ", got " +
                                          std::to_string(status.error_code()) + ": " +
                                          status.error_message());
}

void expect_zeros(const testing::Payload& payload, int size) {
  expect(payload.body() == std::string(size, '\0'),
         "expected " + std::to_string(size) + " zeros, got " +
             std::to_string(payload.body().size()) + " bytes");
}

struct Context : ClientContext {
  Context() { set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60)); }
};

struct Peer {
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<testing::TestService::Stub> stub;
};

testing::SimpleRequest large_request() {
  testing::SimpleRequest request;
  request.set_response_size(response_size);
  request.mutable_payload()->set_body(std::string(request_size, '\0'));
  return request;
}

StreamingOutputCallRequest duplex_request(int response, int payload) {
  StreamingOutputCallRequest request;
  if (response >= 0) request.add_response_parameters()->set_size(response);
  request.mutable_payload()->set_body(std::string(payload, '\0'));
  return request;
}

void empty_unary(Peer& peer) {
  Context context;
  testing::Empty response;
  expect_status(peer.stub->EmptyCall(&context, {}, &response), StatusCode::OK);
}

void large_unary(Peer& peer) {
  Context context;
  testing::SimpleResponse response;
  expect_status(peer.stub->UnaryCall(&context, large_request(), &response), StatusCode::OK);
  expect_zeros(response.payload(), response_size);
}

void client_compressed_unary(Peer& peer) {
  struct Step {
    bool expected, compressed;
    StatusCode code;
  };
  for (Step step : {Step{true, false, StatusCode::INVALID_ARGUMENT},
                    Step{true, true, StatusCode::OK}, Step{false, false, StatusCode::OK}}) {
    Context context;
    if (step.compressed) context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
    auto request = large_request();
    request.mutable_expect_compressed()->set_value(step.expected);
    testing::SimpleResponse response;
    expect_status(peer.stub->UnaryCall(&context, request, &response), step.code);
    if (step.code == StatusCode::OK) expect_zeros(response.payload(), response_size);
  }
}

void server_compressed_unary(Peer& peer) {
  for (bool compressed : {true, false}) {
    Context context;
    auto request = large_request();
    request.mutable_response_compressed()->set_value(compressed);
    testing::SimpleResponse response;
    expect_status(peer.stub->UnaryCall(&context, request, &response), StatusCode::OK);
    expect_zeros(response.payload(), response_size);
    expect(InteropClientContextInspector::is_compressed(context) == compressed,
           compressed ? "the response is not compressed" : "the response is compressed");
  }
}

void client_streaming(Peer& peer) {
  Context context;
  testing::StreamingInputCallResponse response;
  auto writer = peer.stub->StreamingInputCall(&context, &response);
  for (int size : request_sizes) {
    testing::StreamingInputCallRequest request;
    request.mutable_payload()->set_body(std::string(size, '\0'));
    expect(writer->Write(request), "a request was not taken");
  }
  writer->WritesDone();
  expect_status(writer->Finish(), StatusCode::OK);
  expect(response.aggregated_payload_size() == 74922, "the sum is wrong");
}

void client_compressed_streaming(Peer& peer) {
  testing::StreamingInputCallRequest request;
  request.mutable_expect_compressed()->set_value(true);
  request.mutable_payload()->set_body(std::string(27182, '\0'));
  grpc::WriteOptions plain;
  plain.set_no_compression();
  {
    Context context;
    context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
    testing::StreamingInputCallResponse response;
    auto writer = peer.stub->StreamingInputCall(&context, &response);
    writer->Write(request, plain);
    writer->WritesDone();
    expect_status(writer->Finish(), StatusCode::INVALID_ARGUMENT);
  }
  Context context;
  context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
  testing::StreamingInputCallResponse response;
  auto writer = peer.stub->StreamingInputCall(&context, &response);
  expect(writer->Write(request), "the compressed request was not taken");
  request.mutable_expect_compressed()->set_value(false);
  request.mutable_payload()->set_body(std::string(45904, '\0'));
  expect(writer->Write(request, plain), "the uncompressed request was not taken");
  writer->WritesDone();
  expect_status(writer->Finish(), StatusCode::OK);
  expect(response.aggregated_payload_size() == 73086, "the sum is wrong");
}

void server_streaming(Peer& peer) {
  Context context;
  StreamingOutputCallRequest request;
  for (int size : response_sizes) request.add_response_parameters()->set_size(size);
  auto reader = peer.stub->StreamingOutputCall(&context, request);
  StreamingOutputCallResponse response;
  for (int size : response_sizes) {
    expect(reader->Read(&response), "a response is missing");
    expect_zeros(response.payload(), size);
  }
  expect(!reader->Read(&response), "a fifth response came");
  expect_status(reader->Finish(), StatusCode::OK);
}

void server_compressed_streaming(Peer& peer) {
  Context context;
  StreamingOutputCallRequest request;
  auto first = request.add_response_parameters();
  first->set_size(31415);
  first->mutable_compressed()->set_value(true);
  auto second = request.add_response_parameters();
  second->set_size(92653);
  second->mutable_compressed()->set_value(false);
  auto reader = peer.stub->StreamingOutputCall(&context, request);
  StreamingOutputCallResponse response;
  expect(reader->Read(&response), "the first response is missing");
  expect_zeros(response.payload(), 31415);
  expect(InteropClientContextInspector::is_compressed(context), "the first is not compressed");
  expect(reader->Read(&response), "the second response is missing");
  expect_zeros(response.payload(), 92653);
  expect(!InteropClientContextInspector::is_compressed(context), "the second is compressed");
  expect(!reader->Read(&response), "a third response came");
  expect_status(reader->Finish(), StatusCode::OK);
}

void ping_pong(Peer& peer) {
  Context context;
  auto stream = peer.stub->FullDuplexCall(&context);
  StreamingOutputCallResponse response;
  for (size_t i = 0; i < request_sizes.size(); i++) {
    expect(stream->Write(duplex_request(response_sizes[i], request_sizes[i])), "not taken");
    expect(stream->Read(&response), "a response is missing");
    expect_zeros(response.payload(), response_sizes[i]);
  }
  stream->WritesDone();
  expect(!stream->Read(&response), "a fifth response came");
  expect_status(stream->Finish(), StatusCode::OK);
}

void empty_stream(Peer& peer) {
  Context context;
  auto stream = peer.stub->FullDuplexCall(&context);
  stream->WritesDone();
  StreamingOutputCallResponse response;
  expect(!stream->Read(&response), "a response came");
  expect_status(stream->Finish(), StatusCode::OK);
}

void expect_metadata(const ClientContext& context) {
  const auto& initial = context.GetServerInitialMetadata();
  auto text = initial.find("x-grpc-test-echo-initial");
  expect(text != initial.end() && text->second == "test_initial_metadata_value",
         "the initial metadata is missing");
  const auto& trailing = context.GetServerTrailingMetadata();
  auto bytes = trailing.find("x-grpc-test-echo-trailing-bin");
  expect(bytes != trailing.end() && bytes->second == "\xab\xab\xab",
         "the trailing metadata is missing");
}

void custom_metadata(Peer& peer) {
  Context unary;
  unary.AddMetadata("x-grpc-test-echo-initial", "test_initial_metadata_value");
  unary.AddMetadata("x-grpc-test-echo-trailing-bin", "\xab\xab\xab");
  testing::SimpleResponse response;
  expect_status(peer.stub->UnaryCall(&unary, large_request(), &response), StatusCode::OK);
  expect_metadata(unary);

  Context duplex;
  duplex.AddMetadata("x-grpc-test-echo-initial", "test_initial_metadata_value");
  duplex.AddMetadata("x-grpc-test-echo-trailing-bin", "\xab\xab\xab");
  auto stream = peer.stub->FullDuplexCall(&duplex);
  stream->Write(duplex_request(response_size, request_size));
  stream->WritesDone();
  StreamingOutputCallResponse streamed;
  expect(stream->Read(&streamed), "the response is missing");
  expect_zeros(streamed.payload(), response_size);
  expect(!stream->Read(&streamed), "a second response came");
  expect_status(stream->Finish(), StatusCode::OK);
  expect_metadata(duplex);
}

void expect_echo(Peer& peer, const std::string& message, bool also_duplex) {
  Context unary;
  testing::SimpleRequest request;
  request.mutable_response_status()->set_code(2);
  request.mutable_response_status()->set_message(message);
  testing::SimpleResponse response;
  Status status = peer.stub->UnaryCall(&unary, request, &response);
  expect_status(status, StatusCode::UNKNOWN);
  expect(status.error_message() == message, "the message is " + status.error_message());
  if (!also_duplex) return;
  Context duplex;
  auto stream = peer.stub->FullDuplexCall(&duplex);
  StreamingOutputCallRequest streamed;
  *streamed.mutable_response_status() = request.response_status();
  stream->Write(streamed);
  stream->WritesDone();
  StreamingOutputCallResponse answer;
  expect(!stream->Read(&answer), "a response came");
  status = stream->Finish();
  expect_status(status, StatusCode::UNKNOWN);
  expect(status.error_message() == message, "the message is " + status.error_message());
}

void status_code_and_message(Peer& peer) { expect_echo(peer, "test status message", true); }

void special_status_message(Peer& peer) {
  expect_echo(
      peer, u8"\t\ntest with whitespace\r\nand Unicode BMP \u263A and non-BMP \U0001F608\t\n",
      false);
}

void unimplemented_method(Peer& peer) {
  Context context;
  testing::Empty response;
  expect_status(peer.stub->UnimplementedCall(&context, {}, &response), StatusCode::UNIMPLEMENTED);
}

void unimplemented_service(Peer& peer) {
  Context context;
  testing::Empty response;
  auto stub = testing::UnimplementedService::NewStub(peer.channel);
  expect_status(stub->UnimplementedCall(&context, {}, &response), StatusCode::UNIMPLEMENTED);
}

void cancel_after_begin(Peer& peer) {
  Context context;
  testing::StreamingInputCallResponse response;
  auto writer = peer.stub->StreamingInputCall(&context, &response);
  context.TryCancel();
  expect_status(writer->Finish(), StatusCode::CANCELLED);
}

void cancel_after_first_response(Peer& peer) {
  Context context;
  auto stream = peer.stub->FullDuplexCall(&context);
  stream->Write(duplex_request(31415, 27182));
  StreamingOutputCallResponse response;
  expect(stream->Read(&response), "the response is missing");
  expect_zeros(response.payload(), 31415);
  context.TryCancel();
  expect_status(stream->Finish(), StatusCode::CANCELLED);
}

void timeout_on_sleeping_server(Peer& peer) {
  empty_unary(peer);  // connects
  ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(1));
  auto stream = peer.stub->FullDuplexCall(&context);
  stream->Write(duplex_request(-1, 27182));
  StreamingOutputCallResponse response;
  expect(!stream->Read(&response), "a response came");
  expect_status(stream->Finish(), StatusCode::DEADLINE_EXCEEDED);
}

const std::map<std::string, std::function<void(Peer&)>> cases = {
    {"empty_unary", empty_unary},
    {"large_unary", large_unary},
    {"client_compressed_unary", client_compressed_unary},
    {"server_compressed_unary", server_compressed_unary},
    {"client_streaming", client_streaming},
    {"client_compressed_streaming", client_compressed_streaming},
    {"server_streaming", server_streaming},
    {"server_compressed_streaming", server_compressed_streaming},
    {"ping_pong", ping_pong},
    {"empty_stream", empty_stream},
    {"custom_metadata", custom_metadata},
    {"status_code_and_message", status_code_and_message},
    {"special_status_message", special_status_message},
    {"unimplemented_method", unimplemented_method},
    {"unimplemented_service", unimplemented_service},
    {"cancel_after_begin", cancel_after_begin},
    {"cancel_after_first_response", cancel_after_first_response},
    {"timeout_on_sleeping_server", timeout_on_sleeping_server},
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) {
    std::cerr << "usage: client ADDRESS CA CASE\n";
    return 64;
  }
  auto test = cases.find(arguments[3]);
  if (test == cases.end()) {
    std::cerr << "there is no case " << arguments[3] << "\n";
    return 64;
  }
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = contents(arguments[2]);
  Peer peer;
  peer.channel = grpc::CreateChannel(arguments[1], grpc::SslCredentials(options));
  peer.stub = testing::TestService::NewStub(peer.channel);
  try {
    test->second(peer);
  } catch (const std::exception& failure) {
    std::cerr << test->first << ": " << failure.what() << "\n";
    return 1;
  }
}
