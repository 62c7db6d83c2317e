// gRPC for C++ as a client that asks fifty times a second whether a server is serving, beside four streams.
//
// usage: checks PORT CA SECONDS [STREAMS_PORT]
//
// Prints median, 99th percentile (milliseconds) and number of the calls, and the bytes that the streams of
// everything brought meanwhile: from STREAMS_PORT, and over the same connection where that is PORT.
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/client_unary_call.h>
#include <grpcpp/support/byte_buffer.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

#include "statements.h"
#include "verbatim/v1/archive.grpc.pb.h"

using namespace verbatim::v1;
using Clock = std::chrono::steady_clock;

namespace {

// Takes everything over and over, until it is stopped.
class Stream {
 public:
  explicit Stream(std::shared_ptr<grpc::Channel> channel)
      : stub_(Archive::NewStub(channel)), thread_([this] { Take(); }) {}

  // The bytes that came.
  uint64_t Stop() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      stopped_ = true;
      if (context_) context_->TryCancel();
    }
    thread_.join();
    return bytes_;
  }

 private:
  void Take() {
    for (;;) {
      grpc::ClientContext context;
      {
        std::lock_guard<std::mutex> lock(mutex_);
        if (stopped_) return;
        context_ = &context;
      }
      auto reader = stub_->StreamStatements(&context, StreamStatementsRequest());
      Statement statement;
      while (reader->Read(&statement))
        for (const auto &paragraph : statement.paragraphs()) bytes_ += paragraph.size();
      grpc::Status status = reader->Finish();
      std::lock_guard<std::mutex> lock(mutex_);
      context_ = nullptr;
      if (!status.ok() && !stopped_) {
        std::fprintf(stderr, "checks: a stream failed: %s\n", status.error_message().c_str());
        std::exit(1);
      }
    }
  }

  std::unique_ptr<Archive::Stub> stub_;
  std::mutex mutex_;
  grpc::ClientContext *context_ = nullptr;
  bool stopped_ = false;
  uint64_t bytes_ = 0;
  std::thread thread_;
};

void Check(grpc::Channel &channel) {
  static const grpc::internal::RpcMethod method("/grpc.health.v1.Health/Check",
                                                grpc::internal::RpcMethod::NORMAL_RPC);
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  grpc::ByteBuffer response;
  grpc::Slice nothing;
  grpc::ByteBuffer request(&nothing, 1);
  grpc::Status status = grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(
      &channel, method, &context, request, &response);
  if (status.ok()) return;
  std::fprintf(stderr, "checks: a call failed: %s\n", status.error_message().c_str());
  std::exit(1);
}

}  // namespace

int main(int count, char **arguments) {
  if (count != 4 && count != 5) {
    std::fprintf(stderr, "usage: checks PORT CA SECONDS [STREAMS_PORT]\n");
    return 64;
  }
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = contents(arguments[2]);
  auto channel_to = [&](const std::string &port) {
    grpc::ChannelArguments own;
    own.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    own.SetMaxReceiveMessageSize(-1);
    return grpc::CreateCustomChannel("localhost:" + port, grpc::SslCredentials(tls), own);
  };
  auto channel = channel_to(arguments[1]);
  Check(*channel);
  std::vector<std::unique_ptr<Stream>> streams;
  if (count == 5) {
    const bool same = std::string(arguments[4]) == arguments[1];
    auto other = same ? channel : channel_to(arguments[4]);
    for (int number = 0; number < 4; number++) streams.push_back(std::make_unique<Stream>(other));
  }
  std::vector<double> times;
  auto due = Clock::now() + std::chrono::milliseconds(500);
  const auto end = due + std::chrono::duration_cast<Clock::duration>(
                             std::chrono::duration<double>(std::atof(arguments[3])));
  while (due < end) {
    std::this_thread::sleep_until(due);
    const auto begun = Clock::now();
    Check(*channel);
    times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begun).count());
    due = std::max(due + std::chrono::milliseconds(20), Clock::now());
  }
  uint64_t bytes = 0;
  for (auto &stream : streams) bytes += stream->Stop();
  std::sort(times.begin(), times.end());
  std::printf("%f %f %zu %lu\n", times[times.size() / 2], times[times.size() * 99 / 100],
              times.size(), bytes);
}
