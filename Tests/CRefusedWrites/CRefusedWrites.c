/* Loaded before a program's own libraries (LD_PRELOAD): while the file named in REFUSED_WRITES begins with a 1, everything below the folder
   named in REFUSED_BELOW is as on a file system that an error has made read-only under its users: what is open stays open, and nothing can
   be written, made or removed. A mount cannot be remounted so while somebody has a file open for writing. */
#define _GNU_SOURCE
#include "CRefusedWrites.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *flag;
static const char *folder;

__attribute__((constructor)) static void open_flag(void) {
    const char *path = getenv("REFUSED_WRITES");
    folder = getenv("REFUSED_BELOW");
    int file = path && folder ? (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *mapped = mmap(NULL, 1, PROT_READ, MAP_SHARED, file, 0);
    syscall(SYS_close, file);
    if (mapped != MAP_FAILED) flag = mapped;
}

int writes_are_refused(void) { return flag && __atomic_load_n(flag, __ATOMIC_RELAXED) == '1'; }

static int is_below(const char *path) { return path && strncmp(path, folder, strlen(folder)) == 0; }
static int refuses_path(const char *path) {
    if (!writes_are_refused() || !is_below(path)) return 0;
    errno = EROFS;
    return 1;
}
static int refuses_file(int file) {
    if (!writes_are_refused()) return 0;
    char link[32], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t count = readlink(link, path, sizeof path - 1);
    if (count < 0) return 0;
    path[count] = 0;
    return refuses_path(path);
}

ssize_t write(int file, const void *bytes, size_t count) {
    return refuses_file(file) ? -1 : syscall(SYS_write, file, bytes, count);
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off_t offset) {
    return refuses_file(file) ? -1 : syscall(SYS_pwrite64, file, bytes, count, offset);
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) { return pwrite64(file, bytes, count, offset); }
int ftruncate64(int file, off_t length) { return refuses_file(file) ? -1 : (int)syscall(SYS_ftruncate, file, length); }
int ftruncate(int file, off_t length) { return ftruncate64(file, length); }
int unlink(const char *path) { return refuses_path(path) ? -1 : (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0); }
int mkdir(const char *path, mode_t mode) { return refuses_path(path) ? -1 : (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode); }
int rename(const char *from, const char *to) {
    return refuses_path(from) || refuses_path(to) ? -1 : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

static int open_plain(const char *path, int flags, mode_t mode) {
    int writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT && access(path, F_OK) != 0) || flags & O_TRUNC;
    if (writes && refuses_path(path)) return -1;
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
    va_end(list);
    return open_plain(path, flags, mode);
}
int open(const char *path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
    va_end(list);
    return open_plain(path, flags, mode);
}
