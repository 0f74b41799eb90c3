#pragma once
/* What `import Glibc` leaves out: epoll, eventfd, signalfd, timerfd, peer credentials. Headers only. */
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <wchar.h>

/* glibc declares it only for XSI programs. */
extern int wcwidth(wchar_t letter);
