// What Swift needs of the system's nghttp2.
#ifndef VERBATIM_CNGHTTP2_SHIM_H
#define VERBATIM_CNGHTTP2_SHIM_H

#include <nghttp2/nghttp2.h>

#endif
