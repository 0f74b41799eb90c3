#include "Line.h"
#include <termios.h>
#include <unistd.h>

static struct termios before;
static struct termios own;
static bool has_line;

void line_remember(void) {
    has_line = tcgetattr(STDIN_FILENO, &before) == 0;
    own = before;
    /* No byte makes the line send a signal: one in a paste is text. */
    own.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | ISIG);
    /* Ctrl-S is a key like others: a picture that stands still while it says "live" misleads. A line that was stopped goes on when it
       loses IXON (Linux, n_tty_set_termios). */
    own.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IGNCR | IXON);
    own.c_oflag &= ~(tcflag_t)ONLCR;
    own.c_cc[VMIN] = 1;
    own.c_cc[VTIME] = 0;
}

void line_take(void) {
    if (has_line) tcsetattr(STDIN_FILENO, TCSANOW, &own);
}

void line_give_back(void) {
    if (has_line) tcsetattr(STDIN_FILENO, TCSANOW, &before);
}
