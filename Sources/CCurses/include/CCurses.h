#pragma once
/* What Warte needs of ncurses, as verbs. The library itself stays behind them: its macros, globals and variadics do not reach Swift. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the opened terminal can do. */
typedef struct {
    int colours; /* 0 where it has none */
    int pairs;
    bool is_direct; /* a colour is a number rrggbb */
    bool has_modes; /* takes or swallows private modes (DECSET) */
} curses_abilities;

/* Whether the terminal's description is known; and whether it can place text anywhere on the screen. Prints nothing. */
bool curses_knows(const char *_Nonnull type, bool *_Nonnull places_text);

/* Colours: none, those of the terminal's description, or 24-bit ones even if the description lacks them. */
typedef enum { CURSES_COLOURLESS, CURSES_DESCRIBED, CURSES_DIRECT } curses_wish;

/* Opens the terminal on standard input and output: other screen, no echo, letters at once, no cursor. False where it cannot.
   The locale must be set. */
bool curses_open(const char *_Nonnull type, curses_wish wish, curses_abilities *_Nonnull abilities);
/* Gives the terminal back; curses_take_output has the last of it. The line stays as it is, and so does the guard. */
void curses_close(void);
/* Gives it back for a while; the next curses_update takes it again. */
void curses_suspend(void);

/* What is to be sent to the terminal since the last call. Nothing here writes to the terminal: whoever calls this sends it, and need not
   wait where the terminal does not take it. Valid until the next call. */
size_t curses_take_output(const uint8_t *_Nullable *_Nonnull bytes);

/* The line: set for a program that reads keys, or given back as it was; neither waits for what was not sent yet. */
void curses_take_line(void);
void curses_give_line_back(void);

/* Colours: an index, or rrggbb in direct mode; -1 is the terminal's own. */
bool curses_define_pair(int pair, int foreground, int background);

enum { CURSES_BOLD = 1, CURSES_DIM = 2, CURSES_REVERSE = 4, CURSES_UNDERLINE = 8 };
enum { CURSES_LETTERS = 5 };
typedef struct {
    uint32_t letters[CURSES_LETTERS]; /* a base and its marks, 0 after the last */
    uint16_t attributes;
    int16_t pair;
} curses_cell;

/* One stretch of a row. A wide letter is one cell here and two columns there. Nothing is sent yet. */
void curses_put(int y, int x, const curses_cell *_Nonnull cells, int count);
/* Makes the output of what differs from what the terminal shows. */
void curses_update(void);
/* The next update sends everything. */
void curses_forget_screen(void);
void curses_resize(int rows, int columns);
void curses_bell(void);

/* On SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT and SIGSYS: gives the terminal back, says so on standard error, and lets the signal have
   its way. With `chained`, the handler that stood there before comes next. */
void curses_guard_install(bool chained);
/* Where the guard writes: a file of the terminal that does not wait, -1 for none. */
void curses_guard_output(int file);
/* Whether the window's title was put aside and has to come back. */
void curses_guard_title(bool is_saved);
/* The terminal was given back in order. */
void curses_guard_disarm(void);
