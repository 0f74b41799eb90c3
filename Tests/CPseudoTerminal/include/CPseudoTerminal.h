#pragma once
#include <sys/types.h>

/* Starts a program on a new pseudo-terminal. All of it in C: no Swift may run between fork and exec.
   Signals are as a shell would leave them, and no file but the terminal is inherited.
   Returns the process id and sets *master; -1 with errno on failure. */
pid_t pseudo_terminal_start(int *_Nonnull master, int rows, int columns, const char *_Nonnull path,
                            char *_Nullable const *_Nonnull argv, char *_Nullable const *_Nonnull envp);
/* 0, or -1 with errno. The program gets SIGWINCH. */
int pseudo_terminal_resize(int master, int rows, int columns);
