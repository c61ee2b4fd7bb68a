/*
 * Asks a DNS server as fast as it answers, or at a fixed rate, and says what an answer costs it: the CPU time of its
 * processes (/proc/PID/stat, user and system) over the answers that came back.
 *
 *   load PORT NAMES SECONDS [-p PID,PID] [-r RATE] [-w WINDOW] [-t CONNECTIONS] [-e EDNS]
 *
 * NAMES is a file with one name per line, asked in turn for SRV. Without -r, WINDOW queries are always under way. With -t
 * they go pipelined over so many TCP connections. Prints one line: answers per second, µs of the server's CPU per answer,
 * median and 99th percentile of the time to an answer in µs, lost queries, mean bytes of an answer, mean answer records.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 32, ANSWER_BYTES = 65537, IDS = 65536, SOCKETS = 64, TIMES = 100000, WARM_SECONDS = 1 };

struct query { int length; unsigned char bytes[300]; };
struct link { int fd; int under_way; long heard; int filled; unsigned char *in; uint16_t next_id; int64_t *sent_at; };

static struct query *queries;
static int query_count, next_query, edns;
static struct link links[SOCKETS];
static int link_count = 8;
static int tcp, measuring;
static long answered, lost, answer_bytes, answer_records, bad;
static long times[TIMES + 1]; /* how many answers took so many µs */

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void add_query(const char *name) {
  struct query *q = &queries[query_count++];
  unsigned char *p = q->bytes;
  const unsigned char header[12] = {0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, edns ? 1 : 0};
  memcpy(p, header, 12);
  p += 12;
  while (*name && *name != '\n') {
    size_t length = strcspn(name, ".\n");
    *p++ = length;
    memcpy(p, name, length);
    p += length;
    name += length + (name[length] == '.');
  }
  const unsigned char tail[5] = {0, 0, 33, 0, 1};
  memcpy(p, tail, 5);
  p += 5;
  if (edns) {
    const unsigned char opt[11] = {0, 0, 41, edns >> 8, edns & 255, 0, 0, 0, 0, 0, 0};
    memcpy(p, opt, 11);
    p += 11;
  }
  q->length = p - q->bytes;
}

static void read_names(const char *path) {
  FILE *file = fopen(path, "r");
  char line[300];
  int room = 0;
  if (!file) die(path);
  while (fgets(line, sizeof line, file)) {
    if (query_count == room) queries = realloc(queries, (room = room ? 2 * room : 1024) * sizeof *queries);
    add_query(line);
  }
  fclose(file);
}

static void open_links(int port) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  for (int i = 0; i < link_count; i++) {
    struct link *l = &links[i];
    l->fd = socket(AF_INET, tcp ? SOCK_STREAM : SOCK_DGRAM, 0);
    int size = 1 << 21, on = 1;
    if (!tcp) setsockopt(l->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    if (connect(l->fd, (struct sockaddr *)&at, sizeof at) != 0) die("connect");
    if (tcp) setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(l->fd, F_SETFL, O_NONBLOCK);
    l->in = malloc(4 * ANSWER_BYTES);
    l->sent_at = calloc(IDS, sizeof *l->sent_at);
    l->filled = 0;
    l->under_way = 0;
    l->heard = now();
  }
}

static const struct query *take(struct link *l, unsigned char *out) {
  const struct query *q = &queries[next_query];
  next_query = next_query + 1 == query_count ? 0 : next_query + 1;
  memcpy(out, q->bytes, q->length);
  out[0] = l->next_id >> 8;
  out[1] = l->next_id & 255;
  l->sent_at[l->next_id++] = now();
  l->under_way++;
  return q;
}

static void heard(struct link *l, const unsigned char *answer, int length) {
  int64_t at = now();
  uint16_t id = answer[0] << 8 | answer[1];
  if (length < 12 || l->sent_at[id] == 0) return;
  int64_t took = (at - l->sent_at[id]) / 1000;
  l->sent_at[id] = 0;
  l->under_way--;
  l->heard = at;
  if (!measuring) return;
  answered++;
  answer_bytes += length;
  answer_records += answer[6] << 8 | answer[7];
  bad += (answer[3] & 15) != 0;
  times[took < TIMES ? took : TIMES]++;
}

static void send_udp(struct link *l, int count) {
  static unsigned char data[BATCH][512];
  struct mmsghdr message[BATCH] = {0};
  struct iovec part[BATCH];
  for (int i = 0; i < count; i++) {
    const struct query *q = take(l, data[i]);
    part[i] = (struct iovec){data[i], q->length};
    message[i].msg_hdr = (struct msghdr){.msg_iov = &part[i], .msg_iovlen = 1};
  }
  sendmmsg(l->fd, message, count, 0); /* what did not go out is lost, and counted as that */
}

static void receive_udp(struct link *l) {
  static unsigned char data[BATCH][4096];
  struct mmsghdr message[BATCH] = {0};
  struct iovec part[BATCH];
  for (int i = 0; i < BATCH; i++) {
    part[i] = (struct iovec){data[i], sizeof data[i]};
    message[i].msg_hdr = (struct msghdr){.msg_iov = &part[i], .msg_iovlen = 1};
  }
  int n = recvmmsg(l->fd, message, BATCH, MSG_DONTWAIT, NULL);
  for (int i = 0; i < n; i++) heard(l, data[i], message[i].msg_len);
}

static void send_tcp(struct link *l, int count) {
  static unsigned char data[BATCH * 514];
  int length = 0;
  for (int i = 0; i < count; i++) {
    const struct query *q = take(l, data + length + 2);
    data[length] = q->length >> 8;
    data[length + 1] = q->length & 255;
    length += 2 + q->length;
  }
  for (int sent = 0; sent < length;) { /* the window is far smaller than the socket's buffer */
    int n = send(l->fd, data + sent, length - sent, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN) die("send");
    sent += n > 0 ? n : 0;
  }
}

static void receive_tcp(struct link *l) {
  int n = recv(l->fd, l->in + l->filled, 4 * ANSWER_BYTES - l->filled, MSG_DONTWAIT);
  if (n == 0) {
    fprintf(stderr, "the server closed a connection\n");
    exit(1);
  }
  if (n < 0) return;
  l->filled += n;
  int at = 0;
  while (l->filled - at >= 2) {
    int length = l->in[at] << 8 | l->in[at + 1];
    if (l->filled - at - 2 < length) break;
    heard(l, l->in + at + 2, length);
    at += 2 + length;
  }
  memmove(l->in, l->in + at, l->filled - at);
  l->filled -= at;
}

/* Gives up on queries that were not answered for a fifth of a second. */
static void forget_lost(struct link *l) {
  if (l->under_way == 0 || now() - l->heard < 200000000LL) return;
  if (measuring) lost += l->under_way;
  l->under_way = 0;
  l->heard = now();
  memset(l->sent_at, 0, IDS * sizeof *l->sent_at);
}

static void run_at_rate(double seconds, long rate) {
  int64_t start = now(), end = start + seconds * 1e9;
  long sent = 0;
  for (int64_t t = start; t < end; t = now()) {
    long due = (t - start) * 1e-9 * rate;
    for (; sent < due; sent++) send_udp(&links[sent % link_count], 1);
    for (int i = 0; i < link_count; i++) {
      receive_udp(&links[i]);
      forget_lost(&links[i]);
    }
  }
}

static void run_at_saturation(double seconds, int window) {
  int each = window / link_count;
  for (int64_t end = now() + seconds * 1e9; now() < end;) {
    for (int i = 0; i < link_count; i++) {
      struct link *l = &links[i];
      int room = each - l->under_way;
      if (room > BATCH) room = BATCH;
      if (room > 0) (tcp ? send_tcp : send_udp)(l, room);
      (tcp ? receive_tcp : receive_udp)(l);
      if (!tcp) forget_lost(l);
    }
  }
}

/* User and system time of these processes, in ticks. */
static long ticks(const char *pids) {
  long all = 0;
  for (const char *p = pids; *p; p += strcspn(p, ",") + (p[strcspn(p, ",")] == ',')) {
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", atoi(p));
    FILE *file = fopen(path, "r");
    if (!file || !fgets(line, sizeof line, file)) die(path);
    fclose(file);
    long user, system;
    if (sscanf(strrchr(line, ')'), ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld", &user, &system) != 2) die("stat");
    all += user + system;
  }
  return all;
}

static int percentile(double share) {
  long want = answered * share, seen = 0;
  for (int i = 0; i <= TIMES; i++) {
    seen += times[i];
    if (seen > want) return i;
  }
  return TIMES;
}

int main(int argc, char **argv) {
  const char *pids = "";
  long rate = 0;
  int window = 256, option;
  while ((option = getopt(argc, argv, "p:r:w:t:e:")) != -1) {
    switch (option) {
      case 'p': pids = optarg; break;
      case 'r': rate = atol(optarg); break;
      case 'w': window = atoi(optarg); break;
      case 't': tcp = 1; link_count = atoi(optarg); break;
      case 'e': edns = atoi(optarg); break;
      default: return 2;
    }
  }
  if (argc - optind != 3 || link_count > SOCKETS) {
    fprintf(stderr, "usage: load PORT NAMES SECONDS [-p PIDS] [-r RATE] [-w WINDOW] [-t CONNECTIONS] [-e EDNS]\n");
    return 2;
  }
  read_names(argv[optind + 1]);
  open_links(atoi(argv[optind]));
  double seconds = atof(argv[optind + 2]);
  for (measuring = 0; measuring < 2; measuring++) {
    long before = ticks(pids);
    double length = measuring ? seconds : WARM_SECONDS;
    rate ? run_at_rate(length, rate) : run_at_saturation(length, window);
    if (!measuring) continue;
    if (answered == 0) {
      fprintf(stderr, "no answer\n");
      return 1;
    }
    double micros = (ticks(pids) - before) * 1e6 / sysconf(_SC_CLK_TCK) / answered;
    printf("%.0f %.2f %d %d %ld %.0f %.1f\n", answered / seconds, micros, percentile(0.5), percentile(0.99), lost,
           (double)answer_bytes / answered, (double)answer_records / answered);
    if (bad) fprintf(stderr, "%ld answers had an error code\n", bad);
  }
  return 0;
}
