/* Preloaded into a program, writes down in order what it does to files below $POWER_HOME: writes with their bytes,
   truncations, new names, renames, removals, and what it asks to be on the disk for sure. disk.py rebuilds from that
   what a disk may hold when the power fails. Nothing is synchronised in fact, which would only take time.

   Record: kind (1 byte), length of path (4), offset (8), length of data (8), path, data; host byte order. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_fd = -1;
static pid_t log_pid;

#define REAL(name, type) \
  static __typeof__((type)0) real; \
  if (!real) real = (type)dlsym(RTLD_NEXT, name)

static ssize_t real_write(int fd, const void *data, size_t length) {
  REAL("write", ssize_t (*)(int, const void *, size_t));
  return real(fd, data, length);
}

static int ours(const char *path) {
  const char *home = getenv("POWER_HOME");
  return home && strncmp(path, home, strlen(home)) == 0;
}

static int path_of(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length < 1) return 0;
  path[length] = 0;
  return ours(path);
}

static int named(int folder, const char *name, char *path) {
  if (name[0] == '/') {
    snprintf(path, PATH_MAX, "%s", name);
  } else {
    char base[PATH_MAX];
    if (folder == AT_FDCWD) {
      if (!getcwd(base, sizeof base)) return 0;
    } else {
      char link[64];
      snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
      ssize_t length = readlink(link, base, PATH_MAX - 1);
      if (length < 1) return 0;
      base[length] = 0;
    }
    if (snprintf(path, PATH_MAX, "%s/%s", base, name) >= PATH_MAX) return 0;
  }
  return ours(path);
}

static void record(char kind, const char *path, uint64_t offset, const void *data, uint64_t length) {
  if (log_fd < 0 || log_pid != getpid()) {
    REAL("open64", int (*)(const char *, int, ...));
    int fd = real(getenv("POWER_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) abort();
    log_fd = fcntl(fd, F_DUPFD_CLOEXEC, 500);
    close(fd);
    log_pid = getpid();
  }
  char head[21];
  uint32_t long_path = (uint32_t)strlen(path);
  head[0] = kind;
  memcpy(head + 1, &long_path, 4);
  memcpy(head + 5, &offset, 8);
  memcpy(head + 13, &length, 8);
  struct iovec parts[3] = {{head, sizeof head}, {(void *)path, long_path}, {(void *)data, length}};
  if (writev(log_fd, parts, 3) != (ssize_t)(sizeof head + long_path + length)) abort();
}

#define GUARDED(statement) \
  do { \
    int kept; \
    pthread_mutex_lock(&lock); \
    statement; \
    kept = errno; \
    pthread_mutex_unlock(&lock); \
    errno = kept; \
  } while (0)

ssize_t write(int fd, const void *data, size_t length) {
  char path[PATH_MAX];
  if (fd == log_fd || !path_of(fd, path)) return real_write(fd, data, length);
  ssize_t done;
  GUARDED({
    done = real_write(fd, data, length);
    if (done > 0) record('W', path, (uint64_t)lseek(fd, 0, SEEK_CUR) - (uint64_t)done, data, (uint64_t)done);
  });
  return done;
}

static ssize_t put(const char *name, int fd, const void *data, size_t length, off64_t offset) {
  REAL("pwrite64", ssize_t (*)(int, const void *, size_t, off64_t));
  (void)name;
  char path[PATH_MAX];
  if (!path_of(fd, path)) return real(fd, data, length, offset);
  ssize_t done;
  GUARDED({
    done = real(fd, data, length, offset);
    if (done > 0) record('W', path, (uint64_t)offset, data, (uint64_t)done);
  });
  return done;
}
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return put("pwrite", fd, data, length, offset); }
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
  return put("pwrite64", fd, data, length, offset);
}

static int cut(int fd, off64_t length) {
  REAL("ftruncate64", int (*)(int, off64_t));
  char path[PATH_MAX];
  if (!path_of(fd, path)) return real(fd, length);
  int done;
  GUARDED({
    done = real(fd, length);
    if (!done) record('T', path, (uint64_t)length, "", 0);
  });
  return done;
}
int ftruncate(int fd, off_t length) { return cut(fd, length); }
int ftruncate64(int fd, off64_t length) { return cut(fd, length); }

static int sure(const char *name, int fd) {
  char path[PATH_MAX];
  if (!path_of(fd, path)) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    return real(fd);
  }
  GUARDED(record('S', path, 0, "", 0));
  return 0;
}
int fsync(int fd) { return sure("fsync", fd); }
int fdatasync(int fd) { return sure("fdatasync", fd); }

static int opened(int folder, const char *name, int flags, mode_t mode) {
  REAL("openat64", int (*)(int, const char *, int, ...));
  char path[PATH_MAX];
  if (!(flags & (O_CREAT | O_TRUNC)) || !named(folder, name, path)) return real(folder, name, flags, mode);
  int fd;
  GUARDED({
    int is_new = faccessat(folder, name, F_OK, 0) != 0;
    fd = real(folder, name, flags, mode);
    if (fd >= 0 && is_new) record('C', path, 0, "", 0);
    if (fd >= 0 && !is_new && (flags & O_TRUNC)) record('T', path, 0, "", 0);
  });
  return fd;
}

static mode_t mode_of(int flags, va_list more) { return flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0; }
#define BODY(folder) \
  { \
    va_list more; \
    va_start(more, flags); \
    mode_t mode = mode_of(flags, more); \
    va_end(more); \
    return opened(folder, name, flags, mode); \
  }
int open(const char *name, int flags, ...) BODY(AT_FDCWD)
int open64(const char *name, int flags, ...) BODY(AT_FDCWD)
int openat(int folder, const char *name, int flags, ...) BODY(folder)
int openat64(int folder, const char *name, int flags, ...) BODY(folder)

static int moved(int from, const char *old, int to, const char *new) {
  REAL("renameat", int (*)(int, const char *, int, const char *));
  char before[PATH_MAX], after[PATH_MAX];
  int inside = named(from, old, before) & named(to, new, after);
  if (!inside) return real(from, old, to, new);
  int done;
  GUARDED({
    done = real(from, old, to, new);
    if (!done) record('R', before, 0, after, strlen(after));
  });
  return done;
}
int rename(const char *old, const char *new) { return moved(AT_FDCWD, old, AT_FDCWD, new); }
int renameat(int from, const char *old, int to, const char *new) { return moved(from, old, to, new); }

static int removed(int folder, const char *name, int flags) {
  REAL("unlinkat", int (*)(int, const char *, int));
  char path[PATH_MAX];
  if ((flags & AT_REMOVEDIR) || !named(folder, name, path)) return real(folder, name, flags);
  int done;
  GUARDED({
    done = real(folder, name, flags);
    if (!done) record('U', path, 0, "", 0);
  });
  return done;
}
int unlink(const char *name) { return removed(AT_FDCWD, name, 0); }
int unlinkat(int folder, const char *name, int flags) { return removed(folder, name, flags); }
