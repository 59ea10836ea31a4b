/*
 * A preloaded library that gives one process the clocks of a container which can be frozen.
 *
 * It adds one number of nanoseconds to the wall clock and another to the clocks that count since the start of
 * the machine. Both stand in a small file that the process maps; whoever freezes the process writes them while
 * it is stopped. A frozen virtual machine is reproduced by moving the wall clock forward and taking the time
 * spent stopped from the monotonic clock, which then stood still.
 *
 * Not covered: waits until an absolute time inside the kernel (a condition variable's deadline). They may end
 * early by the milliseconds for which the process was really stopped.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define NANOSECONDS 1000000000LL

struct clock_offsets {
  volatile int64_t wall;
  volatile int64_t monotonic;
};

static const struct clock_offsets no_offsets;
static const struct clock_offsets *offsets = &no_offsets;
static int (*libc_clock_gettime)(clockid_t, struct timespec *);

static void give_up(const char *what, const char *subject) {
  fprintf(stderr, "clock-shim: %s %s: %s\n", what, subject, strerror(errno));
  abort();
}

__attribute__((constructor)) static void map_offsets(void) {
  libc_clock_gettime = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  const char *path = getenv("WARMSCOPE_CLOCK_FILE");
  if (!path) return;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) give_up("cannot open", path);
  void *mapped = mmap(NULL, sizeof(struct clock_offsets), PROT_READ, MAP_SHARED, file, 0);
  if (mapped == MAP_FAILED) give_up("cannot map", path);
  close(file);
  offsets = mapped;
}

static int64_t offset_of(clockid_t clock) {
  switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_TAI:
      return offsets->wall;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_BOOTTIME:
      return offsets->monotonic;
    default:
      return 0; /* the processor time of the process and its threads stands still by itself */
  }
}

static void shift(struct timespec *time, int64_t offset) {
  int64_t nanoseconds = time->tv_nsec + offset % NANOSECONDS;
  time->tv_sec += offset / NANOSECONDS;
  if (nanoseconds < 0) {
    nanoseconds += NANOSECONDS;
    time->tv_sec -= 1;
  } else if (nanoseconds >= NANOSECONDS) {
    nanoseconds -= NANOSECONDS;
    time->tv_sec += 1;
  }
  time->tv_nsec = nanoseconds;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  int failed = libc_clock_gettime ? libc_clock_gettime(clock, time) : (int)syscall(SYS_clock_gettime, clock, time);
  if (!failed) shift(time, offset_of(clock));
  return failed;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  struct timespec now;
  (void)zone;
  if (clock_gettime(CLOCK_REALTIME, &now)) return -1;
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *seconds) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (seconds) *seconds = now.tv_sec;
  return now.tv_sec;
}
