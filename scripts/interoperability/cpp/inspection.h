// Whether the message that was received last came compressed. The library keeps this for tests: it
// befriends classes of these names and exports the function.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstdint>

uint32_t grpc_call_test_only_get_message_flags(grpc_call* call);

namespace grpc {
namespace testing {

// GRPC_WRITE_INTERNAL_COMPRESS and GRPC_WRITE_INTERNAL_TEST_ONLY_WAS_COMPRESSED.
constexpr uint32_t compressed_flags = 0x80000000u | 0x40000000u;

class InteropServerContextInspector {
 public:
  static bool is_compressed(const grpc::ServerContext* context) {
    return grpc_call_test_only_get_message_flags(context->call_.call) & compressed_flags;
  }
};

class InteropClientContextInspector {
 public:
  static bool is_compressed(const grpc::ClientContext& context) {
    return grpc_call_test_only_get_message_flags(context.call_) & compressed_flags;
  }
};

}  // namespace testing
}  // namespace grpc
