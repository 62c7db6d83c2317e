// What TLS costs by itself: one process SSL_writes, one reads, over loopback.
//
// usage: tls-write CERTIFICATE KEY BYTES
//
// Prints the CPU seconds of the writer, those of the reader, wall seconds and the cipher.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { record_bytes = 16384, source_bytes = 4 << 20 };

struct result {
  double writer, reader, wall;
  char cipher[64];
};

static void die(const char *what) {
  fprintf(stderr, "tls-write: %s\n", what);
  ERR_print_errors_fp(stderr);
  _exit(1);
}

static double seconds(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void write_all(int listener, char **files, long long total, struct result *result) {
  static unsigned char source[source_bytes];
  for (size_t i = 0; i < sizeof source; i++) source[i] = rand();
  SSL_CTX *context = SSL_CTX_new(TLS_server_method());
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  if (SSL_CTX_use_certificate_chain_file(context, files[0]) != 1 ||
      SSL_CTX_use_PrivateKey_file(context, files[1], SSL_FILETYPE_PEM) != 1)
    die("certificate");
  int one = 1, descriptor = accept(listener, 0, 0);
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  SSL *tls = SSL_new(context);
  SSL_set_fd(tls, descriptor);
  if (SSL_accept(tls) != 1) die("accept");
  double before = seconds(CLOCK_PROCESS_CPUTIME_ID);
  size_t at = 0;
  for (long long left = total; left > 0; left -= record_bytes) {
    int size = left < record_bytes ? left : record_bytes;
    if (SSL_write(tls, source + at, size) != size) die("write");
    at = (at + record_bytes) % source_bytes;
  }
  result->writer = seconds(CLOCK_PROCESS_CPUTIME_ID) - before;
  SSL_shutdown(tls);
  char byte;
  while (read(descriptor, &byte, 1) > 0) {
  }
  _exit(0);
}

static void read_all(struct sockaddr_in address, long long total, struct result *result) {
  static unsigned char buffer[record_bytes];
  SSL_CTX *context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256");
  int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(descriptor, (void *)&address, sizeof address)) die("connect");
  SSL *tls = SSL_new(context);
  SSL_set_fd(tls, descriptor);
  if (SSL_connect(tls) != 1) die("handshake");
  double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC);
  for (long long got = 0; got < total;) {
    int size = SSL_read(tls, buffer, sizeof buffer);
    if (size <= 0) die("read");
    got += size;
  }
  result->reader = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
  result->wall = seconds(CLOCK_MONOTONIC) - wall;
  snprintf(result->cipher, sizeof result->cipher, "%s", SSL_get_cipher(tls));
  _exit(0);
}

int main(int count, char **arguments) {
  if (count != 4) {
    fprintf(stderr, "usage: tls-write CERTIFICATE KEY BYTES\n");
    return 64;
  }
  long long total = atoll(arguments[3]);
  struct result *result = mmap(0, sizeof *result, PROT_READ | PROT_WRITE,
                               MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listener, (void *)&address, size) || listen(listener, 1) ||
      getsockname(listener, (void *)&address, &size))
    die("listen");
  if (fork() == 0) write_all(listener, arguments + 1, total, result);
  if (fork() == 0) read_all(address, total, result);
  int status, is_wrong = 0;
  while (wait(&status) > 0) is_wrong |= status != 0;
  if (is_wrong) return 1;
  printf("%.6f %.6f %.6f %s\n", result->writer, result->reader, result->wall, result->cipher);
}
