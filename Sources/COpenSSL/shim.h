// What Swift needs of the system's OpenSSL. Only macros are wrapped here, which Swift cannot import;
// each wrapper is the macro's name with `verbatim_` before it.
#ifndef VERBATIM_COPENSSL_SHIM_H
#define VERBATIM_COPENSSL_SHIM_H

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

// Macros over SSL_CTX_ctrl and SSL_ctrl.

static inline long verbatim_SSL_CTX_set_mode(SSL_CTX *context, long mode) {
  return SSL_CTX_set_mode(context, mode);
}

static inline int verbatim_SSL_CTX_set_min_proto_version(SSL_CTX *context, int version) {
  return (int)SSL_CTX_set_min_proto_version(context, version);
}

static inline int verbatim_SSL_CTX_set_max_proto_version(SSL_CTX *context, int version) {
  return (int)SSL_CTX_set_max_proto_version(context, version);
}

static inline int verbatim_SSL_CTX_get_min_proto_version(SSL_CTX *context) {
  return (int)SSL_CTX_get_min_proto_version(context);
}

static inline int verbatim_SSL_CTX_get_max_proto_version(SSL_CTX *context) {
  return (int)SSL_CTX_get_max_proto_version(context);
}

static inline int verbatim_SSL_CTX_set1_groups_list(SSL_CTX *context, const char *list) {
  return (int)SSL_CTX_set1_groups_list(context, list);
}

static inline long verbatim_SSL_CTX_set_session_cache_mode(SSL_CTX *context, long mode) {
  return SSL_CTX_set_session_cache_mode(context, mode);
}

static inline int verbatim_SSL_CTX_add1_chain_cert(SSL_CTX *context, X509 *certificate) {
  return (int)SSL_CTX_add1_chain_cert(context, certificate);
}

static inline long verbatim_SSL_CTX_set_tlsext_status_cb(SSL_CTX *context,
                                                         int (*callback)(SSL *, void *)) {
  return SSL_CTX_set_tlsext_status_cb(context, callback);
}

static inline long verbatim_SSL_CTX_set_tlsext_status_arg(SSL_CTX *context, void *argument) {
  return SSL_CTX_set_tlsext_status_arg(context, argument);
}

static inline long verbatim_SSL_set_tlsext_status_ocsp_resp(SSL *ssl, void *response, long length) {
  return SSL_set_tlsext_status_ocsp_resp(ssl, response, length);
}

static inline int verbatim_SSL_set_tlsext_host_name(SSL *ssl, const char *name) {
  return (int)SSL_set_tlsext_host_name(ssl, name);
}

// Constants whose macros are expressions.

static inline uint64_t verbatim_SSL_OP_NO_COMPRESSION(void) { return SSL_OP_NO_COMPRESSION; }

static inline uint64_t verbatim_SSL_OP_NO_RENEGOTIATION(void) { return SSL_OP_NO_RENEGOTIATION; }

static inline uint64_t verbatim_SSL_OP_NO_TICKET(void) { return SSL_OP_NO_TICKET; }

static inline uint64_t verbatim_SSL_OP_CIPHER_SERVER_PREFERENCE(void) {
  return SSL_OP_CIPHER_SERVER_PREFERENCE;
}

static inline uint64_t verbatim_SSL_OP_IGNORE_UNEXPECTED_EOF(void) {
  return SSL_OP_IGNORE_UNEXPECTED_EOF;
}

static inline unsigned long verbatim_XN_FLAG_RFC2253(void) { return XN_FLAG_RFC2253; }

static inline unsigned long verbatim_ASN1_STRFLGS_ESC_MSB(void) { return ASN1_STRFLGS_ESC_MSB; }

#endif
