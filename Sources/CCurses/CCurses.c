#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#include "CCurses.h"
#include "Direct.h"
#include "Guard.h"
#include "Line.h"
#include <curses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen;
/* ncurses writes here and never to the terminal: a terminal that takes nothing would keep it, and all of the program, from returning. */
static FILE *gathered;
static uint8_t *taken;
static size_t taken_room;

bool curses_knows(const char *type, bool *places_text) {
    int answer = 0;
    *places_text = false;
    if (setupterm(type, STDOUT_FILENO, &answer) != OK) return false;
    *places_text = cursor_address != NULL;
    del_curterm(cur_term);
    return true;
}

bool curses_open(const char *type, curses_wish wish, curses_abilities *abilities) {
    line_remember();
    int memory = memfd_create("terminal output", MFD_CLOEXEC);
    if (memory < 0) return false;
    if (gathered) fclose(gathered);
    gathered = fdopen(memory, "w");
    if (!gathered) {
        close(memory);
        return false;
    }
    /* The window's own size counts, not LINES and COLUMNS that a shell exported long ago. */
    use_env(FALSE);
    use_tioctl(TRUE);
    screen = wish == CURSES_DIRECT ? direct_newterm(type, gathered) : NULL;
    if (!screen) screen = newterm(type, gathered, stdin);
    if (!screen) return false;
    /* A terminal that clears its screen by a control sequence swallows a private mode that it does not know. */
    abilities->has_modes = clear_screen && clear_screen != (char *)-1 && strncmp(clear_screen, "\033[", 2) == 0;
    guard_arm(wish != CURSES_COLOURLESS, abilities->has_modes);
    line_take();
    /* Until a screen has come back from a shell, ncurses 6.4 sends what it has after each move of the cursor (mvcur, while `_endwin` is
       ewInitial): hundreds of writes for a picture, and over SSH as many packets. Gone and back at once, it sends a picture as one. */
    endwin();
    doupdate();
    curs_set(0);
    leaveok(stdscr, TRUE);
    /* Keys are read by Warte itself: an update must not look at them, or stop halfway for them. */
    typeahead(-1);
    /* Starting colours already sends some. */
    if (wish != CURSES_COLOURLESS && has_colors() && start_color() == OK && use_default_colors() == OK) {
        abilities->colours = COLORS;
        abilities->pairs = COLOR_PAIRS < 32767 ? COLOR_PAIRS : 32767;
        abilities->is_direct = COLORS > 256 && (tigetflag("RGB") > 0 || tigetnum("RGB") > 0);
    } else {
        abilities->colours = abilities->pairs = 0;
        abilities->is_direct = false;
    }
    return true;
}

void curses_close(void) {
    if (!screen) return;
    endwin();
    delscreen(screen);
    screen = NULL;
}

void curses_suspend(void) {
    if (screen) endwin();
}

size_t curses_take_output(const uint8_t **bytes) {
    *bytes = taken;
    if (!gathered) return 0;
    fflush(gathered);
    int memory = fileno(gathered);
    off_t size = lseek(memory, 0, SEEK_CUR);
    if (size <= 0) return 0;
    if ((size_t)size > taken_room) {
        uint8_t *more = realloc(taken, (size_t)size);
        if (!more) return 0;
        taken = more;
        taken_room = (size_t)size;
    }
    ssize_t count = pread(memory, taken, (size_t)size, 0);
    lseek(memory, 0, SEEK_SET);
    /* What one picture took the next one takes again. */
    if (size > 1 << 20) (void)!ftruncate(memory, 0);
    *bytes = taken;
    return count > 0 ? (size_t)count : 0;
}

bool curses_define_pair(int pair, int foreground, int background) {
    return init_extended_pair(pair, foreground, background) == OK;
}

static attr_t attributes_of(uint16_t bits) {
    return (bits & CURSES_BOLD ? WA_BOLD : 0) | (bits & CURSES_DIM ? WA_DIM : 0) | (bits & CURSES_REVERSE ? WA_REVERSE : 0) |
           (bits & CURSES_UNDERLINE ? WA_UNDERLINE : 0);
}

/* ASCII, lines and blocks are most of a picture: they need no table. */
static bool has_one_column(wchar_t letter) {
    return (letter >= 0x20 && letter < 0x7F) || (letter >= 0x2500 && letter < 0x25A0);
}

void curses_put(int y, int x, const curses_cell *cells, int count) {
    enum { BATCH = 256 };
    cchar_t batch[BATCH];
    if (!screen) return;
    while (count > 0) {
        int size = count < BATCH ? count : BATCH;
        int advance = 0;
        for (int i = 0; i < size; i++) {
            wchar_t text[CURSES_LETTERS + 1] = {0};
            for (int k = 0; k < CURSES_LETTERS; k++) text[k] = (wchar_t)cells[i].letters[k];
            int width = has_one_column(text[0]) ? 1 : wcwidth(text[0]);
            if (width < 1) {
                /* The canvas lets none of these in; should one come, it must not reach the terminal. */
                text[0] = L'?';
                text[1] = 0;
                width = 1;
            }
            setcchar(&batch[i], text, attributes_of(cells[i].attributes), cells[i].pair, NULL);
            advance += width;
        }
        mvwadd_wchnstr(stdscr, y, x, batch, size);
        x += advance;
        cells += size;
        count -= size;
    }
}

void curses_update(void) {
    if (!screen) return;
    wnoutrefresh(stdscr);
    doupdate();
}

void curses_forget_screen(void) {
    if (screen) clearok(curscr, TRUE);
}

void curses_resize(int height, int width) {
    if (!screen) return;
    resizeterm(height, width);
    /* What terminals do to their content on a resize differs. */
    clearok(curscr, TRUE);
}

void curses_take_line(void) { line_take(); }
void curses_give_line_back(void) { line_give_back(); }

void curses_bell(void) {
    if (screen) beep();
}
