// Statements of a file that holds messages as gRPC frames them.
#pragma once
#include <cstdint>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "verbatim/v1/transcript.pb.h"

inline std::string contents(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(path + " cannot be read");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline std::vector<verbatim::v1::Statement> statements(const std::string &path) {
  const std::string bytes = contents(path);
  std::vector<verbatim::v1::Statement> all;
  for (size_t at = 0; at < bytes.size();) {
    const auto *head = reinterpret_cast<const uint8_t *>(bytes.data()) + at;
    const size_t size = size_t(head[1]) << 24 | head[2] << 16 | head[3] << 8 | head[4];
    all.emplace_back();
    if (!all.back().ParseFromArray(bytes.data() + at + 5, int(size)))
      throw std::runtime_error(path + " holds something else than statements");
    at += 5 + size;
  }
  return all;
}
