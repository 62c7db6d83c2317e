// What Swift needs of the system's protobuf-c.
#ifndef VERBATIM_CPROTOBUFC_SHIM_H
#define VERBATIM_CPROTOBUFC_SHIM_H

#include <protobuf-c/protobuf-c.h>

#endif
