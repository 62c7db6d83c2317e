// What Swift needs of libstemmer, the Snowball project's stemmers: https://snowballstem.org
#ifndef VERBATIM_CSTEMMER_SHIM_H
#define VERBATIM_CSTEMMER_SHIM_H

#include <libstemmer.h>

#endif
