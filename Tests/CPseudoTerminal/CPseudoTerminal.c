#define _GNU_SOURCE
#include "CPseudoTerminal.h"
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

static struct winsize size_of(int rows, int columns) {
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    return size;
}

pid_t pseudo_terminal_start(int *master, int rows, int columns, const char *path, char *const *argv, char *const *envp) {
    struct winsize size = size_of(rows, columns);
    pid_t pid = forkpty(master, NULL, NULL, &size);
    if (pid == 0) {
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
        close_range(3, ~0U, 0);
        execve(path, argv, envp);
        _exit(127);
    }
    if (pid > 0) fcntl(*master, F_SETFD, FD_CLOEXEC);
    return pid;
}

int pseudo_terminal_resize(int master, int rows, int columns) {
    struct winsize size = size_of(rows, columns);
    return ioctl(master, TIOCSWINSZ, &size);
}
