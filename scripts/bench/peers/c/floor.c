// The floor of our own stack: GetStatement and StreamStatements by epoll, OpenSSL and nghttp2 in C.
//
// usage: floor PORT CERTIFICATE KEY STATEMENTS THREADS
//
// No limits, no time-outs, no store: what a server on these libraries cannot do without, and no more.
// STATEMENTS holds messages as gRPC frames them, which is how they are sent. A health check is answered
// too, since clients begin with one.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <nghttp2/nghttp2.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  output_capacity = 128 << 10,          // plaintext that becomes one write to the socket
  record_bytes = 16384,                 // plaintext of the largest TLS record
  frame_payload = record_bytes - 9,     // so that a full frame is a full record
  turn_bytes = 1 << 20,                 // written to one connection before others have their turn
  request_capacity = 256,
  events_at_once = 64,
};

static void die(const char *what) {
  fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
  ERR_print_errors_fp(stderr);
  exit(1);
}

// ---- The statements, and their ids in a table of open addressing.

static const uint8_t *frames;
static size_t frames_size, statement_count, table_mask;
static size_t *offsets;
static uint32_t *table; // 1 + index of a statement, or 0
static const uint8_t health_answer[] = {0, 0, 0, 0, 2, 0x08, 1}; // SERVING

static size_t frame_size(size_t at) {
  const uint8_t *f = frames + at;
  return 5 + ((size_t)f[1] << 24 | (size_t)f[2] << 16 | (size_t)f[3] << 8 | f[4]);
}

static uint64_t hash(const uint8_t *bytes, size_t count) {
  uint64_t h = 0xcbf29ce484222325;
  while (count--) h = (h ^ *bytes++) * 0x100000001b3;
  return h;
}

// A statement's id is its first field, shorter than 128 bytes.
static const uint8_t *id_of(size_t index, size_t *count) {
  const uint8_t *message = frames + offsets[index] + 5;
  *count = message[1];
  return message + 2;
}

static void load(const char *path) {
  int file = open(path, O_RDONLY);
  struct stat status;
  if (file < 0 || fstat(file, &status)) die(path);
  frames_size = status.st_size;
  frames = mmap(0, frames_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
  if (frames == MAP_FAILED) die(path);
  close(file);
  for (size_t at = 0; at < frames_size; at += frame_size(at)) statement_count++;
  offsets = malloc((statement_count + 1) * sizeof *offsets);
  size_t slots = 16;
  while (slots < statement_count * 2) slots *= 2;
  table = calloc(slots, sizeof *table);
  if (!offsets || !table) die("memory");
  table_mask = slots - 1;
  size_t index = 0;
  for (size_t at = 0; at < frames_size; at += frame_size(at)) offsets[index++] = at;
  offsets[statement_count] = frames_size;
  for (index = 0; index < statement_count; index++) {
    size_t count;
    const uint8_t *id = id_of(index, &count);
    size_t slot = hash(id, count) & table_mask;
    while (table[slot]) slot = (slot + 1) & table_mask;
    table[slot] = index + 1;
  }
}

// The statement of an id, or -1.
static long find(const uint8_t *id, size_t count) {
  for (size_t slot = hash(id, count) & table_mask; table[slot]; slot = (slot + 1) & table_mask) {
    size_t other_count;
    const uint8_t *other = id_of(table[slot] - 1, &other_count);
    if (other_count == count && !memcmp(other, id, count)) return table[slot] - 1;
  }
  return -1;
}

// ---- Calls.

enum method { other_method, get_statement, stream_statements, health_check };

struct call {
  int32_t stream;
  enum method method;
  uint8_t request[request_capacity];
  size_t request_size;
  const uint8_t *answer;
  size_t left;
};

struct connection {
  int descriptor, poll;
  SSL *tls;
  BIO *records; // encrypted and not yet sent
  size_t sent;  // of them
  nghttp2_session *session;
  uint8_t *output; // only while something waits in it
  size_t filled;
  int is_ready, awaits_writing;
};

static SSL_CTX *context;
static nghttp2_session_callbacks *callbacks;
static nghttp2_option *options;

static int on_begin_headers(nghttp2_session *session, const nghttp2_frame *frame, void *user) {
  (void)user;
  if (frame->hd.type != NGHTTP2_HEADERS || frame->headers.cat != NGHTTP2_HCAT_REQUEST) return 0;
  struct call *call = malloc(sizeof *call);
  if (!call) return NGHTTP2_ERR_CALLBACK_FAILURE;
  call->stream = frame->hd.stream_id;
  call->method = other_method;
  call->request_size = 0;
  return nghttp2_session_set_stream_user_data(session, call->stream, call);
}

static int ends_with(const uint8_t *text, size_t size, const char *end) {
  size_t length = strlen(end);
  return size >= length && !memcmp(text + size - length, end, length);
}

static int on_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name,
                     size_t name_size, const uint8_t *value, size_t size, uint8_t flags, void *user) {
  (void)flags, (void)user;
  if (name_size != 5 || memcmp(name, ":path", 5)) return 0;
  struct call *call = nghttp2_session_get_stream_user_data(session, frame->hd.stream_id);
  if (!call) return 0;
  if (ends_with(value, size, "/GetStatement")) call->method = get_statement;
  if (ends_with(value, size, "/StreamStatements")) call->method = stream_statements;
  if (ends_with(value, size, "Health/Check")) call->method = health_check;
  return 0;
}

static int on_data(nghttp2_session *session, uint8_t flags, int32_t stream, const uint8_t *data,
                   size_t size, void *user) {
  (void)flags, (void)user;
  struct call *call = nghttp2_session_get_stream_user_data(session, stream);
  if (!call) return 0;
  if (size > request_capacity - call->request_size) return NGHTTP2_ERR_CALLBACK_FAILURE;
  memcpy(call->request + call->request_size, data, size);
  call->request_size += size;
  return 0;
}

static int on_close(nghttp2_session *session, int32_t stream, uint32_t code, void *user) {
  (void)code, (void)user;
  free(nghttp2_session_get_stream_user_data(session, stream));
  return 0;
}

// Finds what answers a call; false if nothing does.
static int prepare(struct call *call) {
  const uint8_t *at = call->request + 5, *end = call->request + call->request_size;
  if (call->method == health_check) {
    call->answer = health_answer;
    call->left = sizeof health_answer;
    return 1;
  }
  if (call->method == get_statement) {
    if (end - at < 2 || at[0] != 0x0A || at[1] != end - at - 2) return 0;
    long index = find(at + 2, at[1]);
    if (index < 0) return 0;
    call->answer = frames + offsets[index];
    call->left = offsets[index + 1] - offsets[index];
    return 1;
  }
  if (call->method != stream_statements) return 0;
  uint64_t limit = 0;
  while (at < end) { // order and limit; a filter is not known here
    uint8_t tag = *at++;
    uint64_t value = 0;
    int shift = 0;
    do {
      if (at == end || shift > 63) return 0;
      value |= (uint64_t)(*at & 127) << shift;
      shift += 7;
    } while (*at++ & 128);
    if (tag == 0x18) limit = value;
    else if (tag == 0x0A && value == 0) continue;
    else if (tag != 0x10 || value > 1) return 0;
  }
  call->answer = frames;
  call->left = offsets[limit && limit < statement_count ? limit : statement_count];
  return 1;
}

#define FIELD(name, value)                                                             \
  {(uint8_t *)name, (uint8_t *)value, sizeof(name) - 1, sizeof(value) - 1,             \
   NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE}

static ssize_t read_answer(nghttp2_session *session, int32_t stream, uint8_t *buffer, size_t size,
                           uint32_t *flags, nghttp2_data_source *source, void *user) {
  (void)buffer, (void)user;
  struct call *call = source->ptr;
  if (size > frame_payload) size = frame_payload;
  if (size > call->left) size = call->left;
  *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
  if (size == call->left) {
    *flags |= NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
    nghttp2_nv trailers[] = {FIELD("grpc-status", "0")};
    nghttp2_submit_trailer(session, stream, trailers, 1);
  }
  return size;
}

static int send_answer(nghttp2_session *session, nghttp2_frame *frame, const uint8_t *head,
                       size_t size, nghttp2_data_source *source, void *user) {
  (void)session, (void)frame;
  struct connection *connection = user;
  struct call *call = source->ptr;
  if (connection->filled + 9 + size > output_capacity) return NGHTTP2_ERR_WOULDBLOCK;
  uint8_t *output = connection->output + connection->filled;
  memcpy(output, head, 9);
  memcpy(output + 9, call->answer, size);
  call->answer += size;
  call->left -= size;
  connection->filled += 9 + size;
  return 0;
}

static int on_frame(nghttp2_session *session, const nghttp2_frame *frame, void *user) {
  (void)user;
  if (frame->hd.type != NGHTTP2_DATA && frame->hd.type != NGHTTP2_HEADERS) return 0;
  if (!(frame->hd.flags & NGHTTP2_FLAG_END_STREAM)) return 0;
  struct call *call = nghttp2_session_get_stream_user_data(session, frame->hd.stream_id);
  if (!call) return 0;
  if (!prepare(call)) {
    nghttp2_nv refusal[] = {FIELD(":status", "200"), FIELD("content-type", "application/grpc"),
                            FIELD("grpc-status", "5")};
    return nghttp2_submit_response(session, call->stream, refusal, 3, 0);
  }
  nghttp2_nv head[] = {FIELD(":status", "200"), FIELD("content-type", "application/grpc")};
  nghttp2_data_provider provider = {.source.ptr = call, .read_callback = read_answer};
  return nghttp2_submit_response(session, call->stream, head, 2, &provider);
}

// ---- Connections.

enum progress { failed, idle, blocked, unfinished };

// Takes frames from the session while there is room for another.
static int fill(struct connection *c) {
  while (output_capacity - c->filled >= record_bytes + 16) {
    const uint8_t *bytes;
    ssize_t size = nghttp2_session_mem_send(c->session, &bytes);
    if (size < 0) return 0;
    if (size == 0) return 1;
    memcpy(c->output + c->filled, bytes, size);
    c->filled += size;
  }
  return 1;
}

// Sends what is encrypted, all records in one write if the socket takes them.
static enum progress flush(struct connection *c) {
  char *bytes;
  size_t size;
  while ((size = BIO_get_mem_data(c->records, &bytes)) > c->sent) {
    ssize_t count = send(c->descriptor, bytes + c->sent, size - c->sent, MSG_NOSIGNAL);
    if (count < 0) return errno == EAGAIN ? blocked : errno == EINTR ? unfinished : failed;
    c->sent += count;
  }
  if (c->sent) BIO_reset(c->records);
  c->sent = 0;
  return idle;
}

static enum progress pump(struct connection *c) {
  for (size_t total = 0; total < turn_bytes; total += c->filled) {
    enum progress progress = flush(c);
    if (progress != idle) return progress;
    c->filled = 0;
    if (!c->output && !(c->output = malloc(output_capacity))) return failed;
    if (!fill(c)) return failed;
    if (c->filled == 0) {
      free(c->output);
      c->output = 0;
      return idle;
    }
    for (size_t at = 0; at < c->filled; at += record_bytes) {
      size_t size = c->filled - at < record_bytes ? c->filled - at : record_bytes;
      if (SSL_write(c->tls, c->output + at, size) != (int)size) return failed;
    }
  }
  return unfinished;
}

static void await(struct connection *c, int writing) {
  if (c->awaits_writing == writing) return;
  c->awaits_writing = writing;
  struct epoll_event event = {.events = EPOLLIN | (writing ? EPOLLOUT : 0), .data.ptr = c};
  epoll_ctl(c->poll, EPOLL_CTL_MOD, c->descriptor, &event);
}

static void end(struct connection *c) {
  if (c->session) nghttp2_session_del(c->session);
  SSL_free(c->tls);
  close(c->descriptor);
  free(c->output);
  free(c);
}

static void accept_all(int listener, int poll) {
  int descriptor, one = 1;
  while ((descriptor = accept4(listener, 0, 0, SOCK_NONBLOCK)) >= 0) {
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct connection *c = calloc(1, sizeof *c);
    c->descriptor = descriptor;
    c->poll = poll;
    c->tls = SSL_new(context);
    c->records = BIO_new(BIO_s_mem());
    SSL_set_bio(c->tls, BIO_new_socket(descriptor, BIO_NOCLOSE), c->records);
    SSL_set_accept_state(c->tls);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event);
  }
}

// One step of the handshake; true when it is over.
static int shake(struct connection *c, int *is_dead) {
  int result = SSL_accept(c->tls);
  enum progress progress = flush(c);
  if (result != 1) {
    *is_dead = progress == failed || SSL_get_error(c->tls, result) != SSL_ERROR_WANT_READ;
    if (!*is_dead) await(c, progress != idle);
    return 0;
  }
  nghttp2_session_server_new2(&c->session, callbacks, c, options);
  nghttp2_settings_entry settings[] = {{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 256}};
  nghttp2_submit_settings(c->session, 0, settings, 1);
  return c->is_ready = 1;
}

static int receive(struct connection *c) {
  static __thread uint8_t input[record_bytes];
  for (;;) {
    int size = SSL_read(c->tls, input, sizeof input);
    if (size <= 0) return SSL_get_error(c->tls, size) == SSL_ERROR_WANT_READ;
    if (nghttp2_session_mem_recv(c->session, input, size) < 0) return 0;
    if (size < (int)sizeof input && !SSL_has_pending(c->tls)) return 1;
  }
}

static void serve(struct connection *c, uint32_t events) {
  int is_dead = 0;
  if (!c->is_ready && !shake(c, &is_dead)) {
    if (is_dead) end(c);
    return;
  }
  if (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) is_dead = !receive(c);
  if (!is_dead) {
    enum progress progress = pump(c);
    is_dead = progress == failed;
    if (!is_dead) await(c, progress != idle);
    if (progress == idle && !nghttp2_session_want_read(c->session) &&
        !nghttp2_session_want_write(c->session))
      is_dead = 1;
  }
  if (is_dead) end(c);
}

static void *run(void *argument) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  setsockopt(listener, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons(*(int *)argument),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(listener, (void *)&address, sizeof address) || listen(listener, 1024)) die("listen");
  int poll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = 0}, events[events_at_once];
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int count = epoll_wait(poll, events, events_at_once, -1);
    for (int i = 0; i < count; i++) {
      if (events[i].data.ptr) serve(events[i].data.ptr, events[i].events);
      else accept_all(listener, poll);
    }
  }
  return 0;
}

static int choose_h2(SSL *tls, const unsigned char **chosen, unsigned char *size,
                     const unsigned char *offered, unsigned offered_size, void *argument) {
  (void)tls, (void)argument;
  return SSL_select_next_proto((unsigned char **)chosen, size, (const unsigned char *)"\2h2", 3,
                               offered, offered_size) == OPENSSL_NPN_NEGOTIATED
             ? SSL_TLSEXT_ERR_OK
             : SSL_TLSEXT_ERR_ALERT_FATAL;
}

int main(int count, char **arguments) {
  if (count != 6) {
    fprintf(stderr, "usage: floor PORT CERTIFICATE KEY STATEMENTS THREADS\n");
    return 64;
  }
  static int port;
  port = atoi(arguments[1]);
  int threads = atoi(arguments[5]);
  signal(SIGPIPE, SIG_IGN);
  load(arguments[4]);

  context = SSL_CTX_new(TLS_server_method());
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256");
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  if (SSL_CTX_use_certificate_chain_file(context, arguments[2]) != 1 ||
      SSL_CTX_use_PrivateKey_file(context, arguments[3], SSL_FILETYPE_PEM) != 1)
    die("certificate");
  SSL_CTX_set_alpn_select_cb(context, choose_h2, 0);

  nghttp2_session_callbacks_new(&callbacks);
  nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, on_begin_headers);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
  nghttp2_session_callbacks_set_send_data_callback(callbacks, send_answer);
  nghttp2_option_new(&options);
  nghttp2_option_set_no_closed_streams(options, 1);

  for (int i = 1; i < threads; i++) {
    pthread_t thread;
    if (pthread_create(&thread, 0, run, &port)) die("thread");
  }
  run(&port);
}
