// What Swift needs of the system's zlib. Only macros are wrapped here, which Swift cannot import; each
// wrapper is the macro's name with `verbatim_` before it.
#ifndef VERBATIM_CZLIB_SHIM_H
#define VERBATIM_CZLIB_SHIM_H

#include <zlib.h>

static inline int verbatim_deflateInit2(z_stream *stream, int windowBits) {
  return deflateInit2(stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, windowBits, 8,
                      Z_DEFAULT_STRATEGY);
}

static inline int verbatim_inflateInit2(z_stream *stream, int windowBits) {
  return inflateInit2(stream, windowBits);
}

#endif
