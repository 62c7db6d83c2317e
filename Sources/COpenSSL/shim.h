// What Swift needs of the system's OpenSSL. Only macros are wrapped here, which Swift cannot import;
// each wrapper is the macro's name with `verbatim_` before it.
#ifndef VERBATIM_COPENSSL_SHIM_H
#define VERBATIM_COPENSSL_SHIM_H

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#endif
