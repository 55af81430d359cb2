/* A crowd of WebSocket clients on one epoll: the benches' load generator.

   crowd PORT COUNT PATH ORIGIN COOKIES GREET RAW PRELUDE
     COOKIES  a file with one Cookie header value a line, one a client
     GREET    frames that greet a client; it counts as connected after them
     RAW      1: a bare TCP server without a handshake
     PRELUDE  a message that each client sends first; empty: none

   Client i binds 127.(1 + i/256).(i%256).1, a /24 of its own, so limits by address stay on.
   Commands come as lines on stdin, answers go as lines of JSON to stdout:
     connect WINDOW                     opens them all, at most WINDOW at a time
     arm                                the next broadcast is counted: "armed", then "round" when all have one frame
     load WINDOW PER_S TOTAL TAG MODULO MESSAGE
         sends TOTAL messages, one outstanding a client; PER_S 0: as fast as WINDOW outstanding allow.
         In MESSAGE `#` becomes a unique id, `@` a number below MODULO.
   "busy" is the share of the elapsed time that this process used a CPU: near 1, it was the bottleneck. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { OFF, CONNECTING, SHAKING, GREETING, READY };
enum { PRE = 32, LOOK = 16 };

struct client {
  int fd, frames;
  unsigned char state, ends, have, counted, opcode;
  unsigned char pre[PRE]; /* a frame's head and the first bytes of its payload */
  uint64_t skip;          /* bytes of the present frame still to come */
  int64_t sent;           /* when its outstanding message was due, 0 = none */
};

static struct client *clients;
static int count, port, greet, raw, ep, ready, errors, armed, waiting;
static const char *path, *origin, *prelude;
static char **cookies;
static char *inbox;
enum { INBOX = 1 << 18 };

static int accepted, refused, outstanding, measured;
static int64_t *took;

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static double cpu(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void fail(struct client *c) {
  if (c->state != OFF) {
    if (c->state == READY) ready--;
    close(c->fd);
    c->state = OFF;
    errors++;
  }
}

static void become_ready(struct client *c) {
  c->state = READY;
  ready++;
}

static void dial(int i) {
  struct client *c = clients + i;
  struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET, .sin_port = htons(port)};
  int on = 1;
  memset(c, 0, sizeof *c);
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  c->state = CONNECTING;
  if (c->fd < 0) { c->state = OFF; errors++; return; }
  setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  from.sin_addr.s_addr = htonl(127u << 24 | (1u + (i >> 8)) << 16 | (i & 255) << 8 | 1);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(c->fd, (void *)&from, sizeof from)) { fail(c); return; }
  if (connect(c->fd, (void *)&to, sizeof to) && errno != EINPROGRESS) { fail(c); return; }
  struct epoll_event e = {.events = EPOLLOUT | EPOLLIN, .data.u32 = i};
  epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e);
}

static void shake(struct client *c, int i) {
  char text[2048];
  struct epoll_event e = {.events = EPOLLIN, .data.u32 = i};
  epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e);
  if (raw) { become_ready(c); return; }
  int n = snprintf(text, sizeof text,
      "GET %s HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nOrigin: %s\r\nCookie: %s\r\n"
      "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36\r\n"
      "Accept-Language: kk,ru;q=0.8,en;q=0.5\r\nAccept-Encoding: gzip, deflate\r\nCache-Control: no-cache\r\n\r\n",
      path, origin, cookies[i]);
  c->state = SHAKING;
  if (write(c->fd, text, n) != n) fail(c);
}

static void say(struct client *c, const char *message, const char *tag, int number, int modulo) {
  char body[8192], *to = body;
  unsigned char frame[8208];
  for (const char *from = message; *from && to < body + 8000; from++) {
    if (*from == '#') to += sprintf(to, "%s-%08d", tag, number);
    else if (*from == '@') to += sprintf(to, "%d", number % modulo);
    else *to++ = *from;
  }
  size_t n = to - body, head = n < 126 ? 2 : 4;
  frame[0] = 0x81;
  frame[1] = 0x80 | (n < 126 ? n : 126);
  if (head == 4) { frame[2] = n >> 8; frame[3] = n; }
  memset(frame + head, 0, 4); /* a mask of zeros is a mask */
  memcpy(frame + head + 4, body, n);
  if (write(c->fd, frame, head + 4 + n) != (ssize_t)(head + 4 + n)) fail(c);
}

static void answered(struct client *c, const unsigned char *text) {
  if (!c->sent) return;
  int ok = !memcmp(text, "{\"type\":\"receive", LOOK) || !memcmp(text, "{\"type\":\"done\",", LOOK - 1);
  if (!ok && memcmp(text, "{\"type\":\"refused", LOOK)) return; /* a view of something */
  ok ? accepted++ : refused++;
  took[measured++] = now() - c->sent;
  c->sent = 0;
  outstanding--;
}

static void whole_frame(struct client *c) {
  static const unsigned char pong[6] = {0x8a, 0x80};
  if (c->opcode == 9 && write(c->fd, pong, sizeof pong) != sizeof pong) fail(c);
  if (c->opcode != 1) return;
  c->frames++;
  if (c->state == GREETING && c->frames >= greet) become_ready(c);
  else if (armed && !c->counted) { c->counted = 1; waiting--; }
}

/* Reads frames without keeping them: a frame's head and its first bytes say all that matters. */
static void frames(struct client *c, const unsigned char *at, size_t n) {
  while (n) {
    if (c->skip) {
      size_t part = n < c->skip ? n : c->skip;
      at += part; n -= part; c->skip -= part;
      if (!c->skip) whole_frame(c);
      continue;
    }
    c->pre[c->have++] = *at++; n--;
    if (c->have < 2) continue;
    unsigned head = c->pre[1] == 126 ? 4 : c->pre[1] == 127 ? 10 : 2;
    if (c->have < head) continue;
    uint64_t length = c->pre[1];
    if (head > 2) { length = 0; for (unsigned k = 2; k < head; k++) length = length << 8 | c->pre[k]; }
    uint64_t look = length < LOOK ? length : LOOK;
    if (c->have < head + look) continue;
    c->opcode = c->pre[0] & 15;
    if (c->opcode == 8) { fail(c); return; }
    if (c->opcode == 1 && look == LOOK) answered(c, c->pre + head);
    c->have = 0;
    c->skip = length - look;
    if (!c->skip) whole_frame(c);
  }
}

static void readable(struct client *c) {
  ssize_t n = recv(c->fd, inbox, INBOX, 0);
  if (n <= 0) { if (n == 0 || errno != EAGAIN) fail(c); return; }
  unsigned char *at = (unsigned char *)inbox, *end = at + n;
  if (c->state == SHAKING) {
    if (!c->frames && n >= 12 && memcmp(inbox, "HTTP/1.1 101", 12)) { fail(c); return; }
    c->frames = 1;
    while (at < end && c->ends < 4) { c->ends = *at == "\r\n\r\n"[c->ends] ? c->ends + 1 : *at == '\r'; at++; }
    if (c->ends < 4) return;
    c->frames = 0;
    c->state = GREETING;
    if (*prelude) say(c, prelude, "", 0, 1);
    if (!greet) become_ready(c);
  }
  frames(c, at, end - at);
}

static void turn(int patience) {
  struct epoll_event events[512];
  int n = epoll_wait(ep, events, 512, patience);
  for (int k = 0; k < n; k++) {
    int i = events[k].data.u32;
    struct client *c = clients + i;
    if (c->state == OFF) continue;
    if (c->state == CONNECTING) {
      int error = 0; socklen_t size = sizeof error;
      getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size);
      error ? fail(c) : shake(c, i);
    } else if (events[k].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readable(c);
  }
}

static void connect_all(int window) {
  int64_t began = now(); double used = cpu();
  int dialled = 0;
  while (ready + errors < count && now() - began < 60000000000LL) {
    while (dialled < count && dialled - ready - errors < window) dial(dialled++);
    turn(100);
  }
  double s = (now() - began) / 1e9;
  printf("{\"did\":\"connect\",\"ready\":%d,\"errors\":%d,\"seconds\":%.6f,\"busy\":%.3f}\n", ready, count - ready, s, (cpu() - used) / s);
}

static void arm(void) {
  armed = 1; waiting = ready;
  for (int i = 0; i < count; i++) clients[i].counted = clients[i].state != READY;
  printf("{\"did\":\"armed\"}\n"); fflush(stdout);
  int64_t began = now(), last; double used = 0;
  int fresh = 1;
  while (waiting > 0 && now() - began < 30000000000LL) {
    int before = waiting;
    turn(100);
    if (fresh && waiting != before) { fresh = 0; began = now(); used = cpu(); }
  }
  last = now(); armed = 0;
  printf("{\"did\":\"round\",\"last_ns\":%lld,\"missing\":%d,\"busy\":%.3f}\n", (long long)last, waiting, (cpu() - used) / ((last - began) / 1e9 + 1e-9));
}

static int by_size(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static void load(int window, double per_s, int total, const char *tag, int modulo, const char *message) {
  int64_t began = now(), last = began; double used = cpu();
  int sent = 0, next = 0;
  accepted = refused = outstanding = measured = 0;
  took = realloc(took, sizeof *took * (total + 1));
  while (measured < total && now() - last < 10000000000LL) {
    int before = measured;
    for (;;) {
      int64_t t = now();
      int due = per_s ? (int)((t - began) / 1e9 * per_s) : total;
      if (sent >= total || sent >= due || outstanding >= window) break;
      int tried = 0;
      while (tried < count && (clients[next].state != READY || clients[next].sent)) { next = (next + 1) % count; tried++; }
      if (tried == count) break;
      clients[next].sent = per_s ? began + (int64_t)(sent / per_s * 1e9) : t;
      outstanding++;
      say(clients + next, message, tag, sent++, modulo);
      next = (next + 1) % count;
    }
    turn(per_s ? 1 : 100);
    if (measured != before || sent < total) last = now();
  }
  double s = (now() - began) / 1e9;
  qsort(took, measured, sizeof *took, by_size);
  printf("{\"did\":\"load\",\"accepted\":%d,\"refused\":%d,\"lost\":%d,\"seconds\":%.6f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"busy\":%.3f}\n",
         accepted, refused, total - measured, s, measured ? took[measured / 2] / 1e6 : -1,
         measured ? took[(int)(measured * 0.99)] / 1e6 : -1, (cpu() - used) / s);
}

/* Serves pings by reading, until the next command. */
static char *command(char *line, int size) {
  struct epoll_event e = {.events = EPOLLIN, .data.u32 = UINT32_MAX}, got;
  int outer = epoll_create1(0);
  epoll_ctl(outer, EPOLL_CTL_ADD, 0, &e);
  e.data.u32 = 0;
  epoll_ctl(outer, EPOLL_CTL_ADD, ep, &e);
  for (;;) {
    if (epoll_wait(outer, &got, 1, -1) < 1) continue;
    if (got.data.u32 == UINT32_MAX) { close(outer); return fgets(line, size, stdin); }
    turn(0);
  }
}

int main(int argc, char **argv) {
  static char line[16384], tag[64], message[8192];
  if (argc != 9) return 2;
  setvbuf(stdin, NULL, _IONBF, 0);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files); files.rlim_cur = files.rlim_max; setrlimit(RLIMIT_NOFILE, &files);
  port = atoi(argv[1]); count = atoi(argv[2]); path = argv[3]; origin = argv[4];
  greet = atoi(argv[6]); raw = atoi(argv[7]); prelude = argv[8];
  clients = calloc(count, sizeof *clients);
  cookies = calloc(count, sizeof *cookies);
  inbox = malloc(INBOX);
  ep = epoll_create1(0);
  FILE *file = raw ? NULL : fopen(argv[5], "r");
  for (int i = 0; i < count && file && fgets(line, sizeof line, file); i++) {
    line[strcspn(line, "\n")] = 0;
    cookies[i] = strdup(line);
  }
  while (command(line, sizeof line)) {
    int window, total, modulo; double per_s;
    if (sscanf(line, "connect %d", &window) == 1) connect_all(window);
    else if (!strncmp(line, "arm", 3)) arm();
    else if (sscanf(line, "load %d %lf %d %63s %d %8191[^\n]", &window, &per_s, &total, tag, &modulo, message) == 6)
      load(window, per_s, total, tag, modulo, message);
    fflush(stdout);
  }
  return 0;
}
