#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#include "CCurses.h"
#include "Direct.h"
#include "Guard.h"
#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen;

bool curses_knows(const char *type, bool *places_text) {
    int answer = 0;
    *places_text = false;
    if (setupterm(type, STDOUT_FILENO, &answer) != OK) return false;
    *places_text = cursor_address != NULL;
    del_curterm(cur_term);
    return true;
}

bool curses_open(const char *type, curses_wish wish, curses_abilities *abilities) {
    guard_remember_line();
    /* The window's own size counts, not LINES and COLUMNS that a shell exported long ago. */
    use_env(FALSE);
    use_tioctl(TRUE);
    screen = wish == CURSES_DIRECT ? direct_newterm(type) : NULL;
    if (!screen) screen = newterm(type, stdout, stdin);
    if (!screen) return false;
    guard_arm(wish != CURSES_COLOURLESS);
    /* Until a screen has come back from a shell, ncurses 6.4 sends what it has after each move of the cursor (mvcur, while `_endwin` is
       ewInitial): hundreds of writes for a picture, and over SSH as many packets. Gone and back at once, it sends a picture as one. */
    endwin();
    doupdate();
    cbreak();
    noecho();
    nonl();
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
        memset(abilities, 0, sizeof *abilities);
    }
    return true;
}

void curses_close(void) {
    if (!screen) return;
    endwin();
    delscreen(screen);
    screen = NULL;
    guard_disarm();
}

void curses_suspend(void) {
    if (screen) endwin();
}

void curses_take_back(void) {
    if (screen) reset_prog_mode();
}

bool curses_define_pair(int pair, int foreground, int background) {
    return init_extended_pair(pair, foreground, background) == OK;
}

static attr_t attributes_of(uint16_t bits) {
    return (bits & CURSES_BOLD ? WA_BOLD : 0) | (bits & CURSES_DIM ? WA_DIM : 0) | (bits & CURSES_REVERSE ? WA_REVERSE : 0) |
           (bits & CURSES_UNDERLINE ? WA_UNDERLINE : 0);
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
            int width = wcwidth(text[0]);
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

void curses_bell(void) {
    if (screen) beep();
}
