// What Swift needs of the system's protobuf-c.
#ifndef VERBATIM_CPROTOBUFC_SHIM_H
#define VERBATIM_CPROTOBUFC_SHIM_H

#include <protobuf-c/protobuf-c.h>
#include <stdint.h>

// How far the stack has grown, as an address; a compiler's builtin, which Swift cannot call. (The
// address of a local variable is no substitute: sanitizers keep those elsewhere.)
static inline __attribute__((always_inline)) uintptr_t verbatim_stack_address(void) {
  return (uintptr_t)__builtin_frame_address(0);
}

#endif
