#pragma once
/* What `import Glibc` leaves out or Swift 6 refuses: epoll, eventfd, signalfd, timerfd, netlink, getopt_long's globals. Headers only. */
#include <getopt.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/wireguard.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <spawn.h>
#include <sys/file.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <wchar.h>

/* getopt_long(3) without its global variables, which Swift 6 does not let through. Silent: the caller words the error.
   Returns the option's `val`, '?' for an unknown one, ':' for a missing argument, -1 at the end; `*at` is optind. */
static inline int cs_getopt_long(int argc, char *_Nullable const *_Nonnull argv, const struct option *_Nonnull options,
                                 const char *_Nullable *_Nonnull argument, int *_Nonnull at) {
    opterr = 0;
    optind = *at;
    int found = getopt_long(argc, argv, ":h", options, 0);
    *argument = optarg;
    *at = optind;
    return found;
}

/* prctl(2), of which Swift cannot pass what follows the first. False where the system does not know it. */
static inline int cs_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0; }

/* POSIX_SPAWN_SETSID of <spawn.h>, which glibc shows with _GNU_SOURCE only (bits: sysdeps/…/spawn.h). */
enum { CS_SPAWN_SETSID = 0x80 };

/* wcwidth(3): glibc declares it only for XSI programs. */
extern int wcwidth(wchar_t letter);

/* Linux' own, declared by glibc under _GNU_SOURCE alone, which a header that Swift imports must not set. */
int accept4(int fd, struct sockaddr *_Nullable restrict address, socklen_t *_Nullable restrict length, int flags);
int pthread_setname_np(unsigned long thread, const char *_Nonnull name);
int pipe2(int ends[_Nonnull 2], int flags);
int memfd_create(const char *_Nonnull name, unsigned flags);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *_Nonnull actions, int from);
int posix_spawn_file_actions_addtcsetpgrp_np(posix_spawn_file_actions_t *_Nonnull actions, int terminal);
/* MFD_CLOEXEC of <linux/memfd.h>. */
enum { CS_MFD_CLOEXEC = 1 };
