/*
 * The limit that the kernel sets: answers every datagram with SIZE bytes whose first twelve are the query's header as a
 * response. It parses nothing and knows nothing; 32 datagrams by one system call in each direction.
 *
 *   echo PORT SIZE
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { BATCH = 32, BYTES = 1500 };

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: echo PORT SIZE\n");
    return 2;
  }
  size_t size = strtoul(argv[2], NULL, 10);
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  int buffer = 1 << 20;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0) {
    perror("bind");
    return 1;
  }
  static unsigned char data[BATCH][BYTES];
  static struct sockaddr_in from[BATCH];
  static struct iovec part[BATCH];
  static struct mmsghdr message[BATCH];
  for (int i = 0; i < BATCH; i++) {
    part[i].iov_base = data[i];
    message[i].msg_hdr = (struct msghdr){.msg_name = &from[i], .msg_iov = &part[i], .msg_iovlen = 1};
  }
  for (;;) {
    for (int i = 0; i < BATCH; i++) {
      part[i].iov_len = BYTES;
      message[i].msg_hdr.msg_namelen = sizeof from[i];
    }
    int n = recvmmsg(fd, message, BATCH, MSG_WAITFORONE, NULL);
    for (int i = 0; i < n; i++) {
      data[i][2] |= 0x80;
      part[i].iov_len = size;
    }
    for (int sent = 0; sent < n;) {
      int more = sendmmsg(fd, message + sent, n - sent, 0);
      sent += more > 0 ? more : 1;
    }
  }
}
