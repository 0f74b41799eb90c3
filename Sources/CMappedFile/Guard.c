// A mapped file that is cut short by somebody else ends every process that looks beyond its end (SIGBUS). The handler here puts zeros in
// the place of a mapping that was announced to it, and remembers that; any other SIGBUS goes where it went before.
#include "CMappedFile.h"
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>

enum { places = 16384 };
static struct {
    _Atomic(uintptr_t) start;
    _Atomic(size_t) length;
    _Atomic(int) lost;
} guarded[places];
static _Atomic(int) used;
static pthread_mutex_t changing = PTHREAD_MUTEX_INITIALIZER;
static struct sigaction before;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void on_sigbus(int number, siginfo_t *info, void *context) {
    int saved = errno;
    uintptr_t at = (uintptr_t)info->si_addr;
    for (int place = 0; place < used; place++) {
        uintptr_t start = guarded[place].start;
        size_t length = guarded[place].length;
        if (start == 0 || at < start || at - start >= length) continue;
        // mmap is a bare system call here; the fault is repeated on the new memory.
        int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE;
        if (mmap((void *)start, length, PROT_READ | PROT_WRITE, flags, -1, 0) == MAP_FAILED) break;
        guarded[place].lost = 1;
        errno = saved;
        return;
    }
    (void)number, (void)context;
    sigaction(SIGBUS, &before, NULL);
    errno = saved;
}

static void install(void) {
    struct sigaction action = {.sa_sigaction = on_sigbus, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, &before);
}

int store_guard(void *start, size_t length) {
    pthread_once(&once, install);
    pthread_mutex_lock(&changing);
    int place = 0;
    while (place < places && guarded[place].start != 0) place++;
    if (place < places) {
        guarded[place].lost = 0;
        guarded[place].length = length;
        guarded[place].start = (uintptr_t)start;
        if (place >= used) used = place + 1;
    }
    pthread_mutex_unlock(&changing);
    return place < places ? place : -1;
}

int store_is_lost(int place) { return place >= 0 && guarded[place].lost; }

void store_unguard(int place) {
    if (place < 0) return;
    pthread_mutex_lock(&changing);
    guarded[place].start = 0;
    pthread_mutex_unlock(&changing);
}
