#pragma once
/* What `import Glibc` leaves out: epoll, eventfd, signalfd, timerfd, peer credentials. Headers only. */
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>

/* Linux' own, declared by glibc under _GNU_SOURCE alone, which a header that Swift imports must not set. */
int accept4(int fd, struct sockaddr *restrict address, socklen_t *restrict length, int flags);
int pthread_setname_np(unsigned long thread, const char *name);
