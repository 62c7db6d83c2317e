/* Made by scripts/generate-proto. */
#ifndef VERBATIM_DESCRIPTORS_H
#define VERBATIM_DESCRIPTORS_H

#include <stddef.h>
#include <stdint.h>

/* The files of Proto/, as an encoded google.protobuf.FileDescriptorSet. */
const uint8_t *verbatim_descriptor_set(void);
size_t verbatim_descriptor_set_size(void);

#endif
