/* Preloaded into Valkey: writes down how long the append-only file was at each completed sync.
 *
 * A line "<ns> <bytes>" in $FSYNC_LOG says: at <ns> (CLOCK_MONOTONIC) these bytes were known to be on the disk.
 * The length is taken before the sync begins, since what is written during it need not be covered by it; the
 * time after it has returned, and before Valkey hears of it, so before any answer that relied on it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int logged_sync(const char *name, int fd) {
    int (*sync)(int) = dlsym(RTLD_NEXT, name);
    char link[64], path[4096], line[64];
    struct stat before;
    int known = fstat(fd, &before) == 0;
    int result = sync(fd);
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (result != 0 || !known || n < 0 || getenv("FSYNC_LOG") == NULL) return result;
    path[n] = 0;
    if (strstr(path, ".incr.aof") == NULL) return result;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int length = snprintf(line, sizeof line, "%lld %lld\n", now.tv_sec * 1000000000LL + now.tv_nsec,
                          (long long)before.st_size);
    int log = open(getenv("FSYNC_LOG"), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (log >= 0) {
        if (write(log, line, length) != length) abort();
        close(log);
    }
    return result;
}

int fsync(int fd) { return logged_sync("fsync", fd); }
int fdatasync(int fd) { return logged_sync("fdatasync", fd); }
