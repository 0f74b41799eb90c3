// The system's headers are read here and not in the header: a module that reads them first owns their types in Swift.
#define _GNU_SOURCE
#include "CMappedFile.h"
#include <errno.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

void store_release(void *start, size_t length) { (void)madvise(start, length, MADV_DONTNEED); }

void store_scattered(void *start, size_t length) { (void)madvise(start, length, MADV_RANDOM); }

void store_wanted(void *start, size_t length) { (void)madvise(start, length, MADV_WILLNEED); }

int store_lock(int fd) { return flock(fd, LOCK_EX | LOCK_NB); }

void store_unlock(int fd) { (void)flock(fd, LOCK_UN); }

int store_copy(int from, int to, int64_t length) {
    if (ftruncate(to, length) != 0) return errno;
    off_t at = 0;
    while (at < length) {
        off_t start = lseek(from, at, SEEK_DATA);
        if (start < 0) {
            if (errno == ENXIO) return 0;
            if (errno != EINVAL) return errno;
            start = at;
        }
        off_t end = lseek(from, start, SEEK_HOLE);
        if (end < 0 || end > length) end = length;
        for (off_t in = start, out = start; in < end;) {
            ssize_t count = copy_file_range(from, &in, to, &out, (size_t)(end - in), 0);
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return errno;
            if (count == 0) return 0;
        }
        at = end > at ? end : length;
    }
    return 0;
}
