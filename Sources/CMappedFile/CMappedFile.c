// The system's headers are read here and not in the header: a module that reads them first owns their types in Swift.
#define _GNU_SOURCE
#include "CMappedFile.h"
#include <sys/file.h>
#include <sys/mman.h>

void store_touch(void *start, size_t length) {
#ifdef MADV_POPULATE_WRITE
    (void)madvise(start, length, MADV_POPULATE_WRITE);
#else
    (void)madvise(start, length, MADV_WILLNEED);
#endif
}

int store_lock(int fd) { return flock(fd, LOCK_EX | LOCK_NB); }
