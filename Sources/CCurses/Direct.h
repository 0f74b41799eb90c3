#pragma once
#include <curses.h>
#include <stdio.h>

/* newterm with 24-bit colours for a terminal whose description lacks them: the same description, with other colour capabilities, handed
   to ncurses in the environment (TERMINFO=hex:…, see ncurses(3x)), so that no terminfo entry has to be installed. NULL where that fails. */
SCREEN *direct_newterm(const char *type, FILE *output);
