/* The floor of a broadcast: one prebuilt frame of 300 bytes of payload to every socket, as fast as the kernel takes it.

   floor PORT. A datagram to UDP PORT is the order to write; it answers nothing. Prints "ready". */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PAYLOAD = 300, MOST = 65536 };

int main(int argc, char **argv) {
  static int fds[MOST];
  static unsigned char frame[4 + PAYLOAD] = {0x81, 126, PAYLOAD >> 8, PAYLOAD & 255};
  if (argc != 2) return 2;
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct epoll_event events[512], e = {.events = EPOLLIN};
  struct rlimit files;
  int on = 1, n = 0, ep = epoll_create1(0);
  getrlimit(RLIMIT_NOFILE, &files); files.rlim_cur = files.rlim_max; setrlimit(RLIMIT_NOFILE, &files);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), order = socket(AF_INET, SOCK_DGRAM, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (bind(listener, (void *)&at, sizeof at) || listen(listener, 4096) || bind(order, (void *)&at, sizeof at)) return 1;
  memset(frame + 4, 'x', PAYLOAD);
  e.data.fd = listener; epoll_ctl(ep, EPOLL_CTL_ADD, listener, &e);
  e.data.fd = order; epoll_ctl(ep, EPOLL_CTL_ADD, order, &e);
  puts("ready"); fflush(stdout);
  for (;;) {
    int got = epoll_wait(ep, events, 512, -1);
    for (int k = 0; k < got; k++) {
      int fd = events[k].data.fd;
      char dump[4096];
      if (fd == listener) {
        int one;
        while (n < MOST && (one = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
          e.data.fd = fds[n++] = one;
          epoll_ctl(ep, EPOLL_CTL_ADD, one, &e);
        }
      } else if (fd == order) {
        if (recv(order, dump, sizeof dump, 0) < 0) return 1;
        for (int i = 0; i < n; i++)
          if (send(fds[i], frame, sizeof frame, MSG_NOSIGNAL) != sizeof frame) return 1;
      } else if (recv(fd, dump, sizeof dump, 0) <= 0) {
        epoll_ctl(ep, EPOLL_CTL_DEL, fd, NULL);
      }
    }
  }
}
