#pragma once
#include <stdbool.h>

/* Keeps the line's modes as they are before curses changes them. */
void guard_remember_line(void);
/* From now on the terminal has to be given back, on a crash and at exit. Asks terminfo how, ahead of time. */
void guard_arm(bool has_colours);
void guard_disarm(void);
