/* For the thread sanitizer: who has to wait for a Synchronization.Mutex takes it, and who is waited for releases it, inside a library that is
   not instrumented, so the sanitizer would miss the order that the lock gives. Here it is told. What is compiled into every caller
   (`_MutexHandle._lock` and `_unlock`, which try one atomic exchange) calls these two by name for the rest, and they go on to the library's.
   Told by the address of the mutex's word, as that exchange is; so nothing is ordered but who holds the same lock. */
#define _GNU_SOURCE
#include "CLockOrder.h"
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>

#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

void __tsan_acquire(void *);
void __tsan_release(void *);

SWIFT void lock_slow(uint32_t thread, SELF void *word) __asm__(LOCK_SLOW);
SWIFT void unlock_slow(SELF void *word) __asm__(UNLOCK_SLOW);

static SWIFT void (*library_lock)(uint32_t, SELF void *);
static SWIFT void (*library_unlock)(SELF void *);

__attribute__((constructor)) static void find_library(void) {
    *(void **)&library_lock = dlsym(RTLD_NEXT, LOCK_SLOW);
    *(void **)&library_unlock = dlsym(RTLD_NEXT, UNLOCK_SLOW);
    if (!library_lock || !library_unlock) abort();
}

SWIFT void lock_slow(uint32_t thread, SELF void *word) {
    library_lock(thread, word);
    __tsan_acquire(word);
}

SWIFT void unlock_slow(SELF void *word) {
    __tsan_release(word);
    library_unlock(word);
}
