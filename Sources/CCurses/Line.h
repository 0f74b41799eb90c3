#pragma once
#include <stdbool.h>

/* The modes of the terminal's line, which ncurses leaves alone here: it writes into memory. */

/* Keeps them as they are. */
void line_remember(void);
/* Letters at once, no echo, nothing translated; Ctrl-C and Ctrl-Z are bytes like others, Ctrl-S stops nothing. Does not wait for what was not sent yet. */
void line_take(void);
/* As they were. Only what a signal handler may call. */
void line_give_back(void);
