#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#include "Guard.h"
#include "CCurses.h"
#include "Line.h"
#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

static volatile sig_atomic_t output = STDOUT_FILENO;
static volatile sig_atomic_t has_title;
static volatile sig_atomic_t is_armed;
static char farewell[512];
static size_t farewell_length;
static struct sigaction previous[NSIG];
static bool is_chained;

/* Without the delays ($<5>) that only tputs understands. */
static void append(const char *sequence) {
    if (!sequence || sequence == (char *)-1) return;
    for (const char *at = sequence; *at && farewell_length + 1 < sizeof farewell; at++) {
        if (at[0] == '$' && at[1] == '<' && strchr(at, '>')) {
            at = strchr(at, '>');
        } else {
            farewell[farewell_length++] = *at;
        }
    }
}

/* Only what a signal handler may call. A terminal that takes nothing is waited for shortly. */
static void say(const char *text, size_t length) {
    struct pollfd file = {.fd = output, .events = POLLOUT};
    for (int tries = 0; length > 0 && tries < 4; tries++) {
        poll(&file, 1, 100);
        ssize_t count = write(output, text, length);
        if (count < 0 && errno != EAGAIN && errno != EINTR) return;
        if (count <= 0) continue;
        text += count;
        length -= (size_t)count;
    }
}

/* Only what a signal handler may call. */
static void give_back(void) {
    static const char title[] = "\033[23;2t";
    if (!is_armed) return;
    is_armed = 0;
    say(farewell, farewell_length);
    if (has_title) say(title, sizeof title - 1);
    line_give_back();
}

void guard_arm(bool has_colours, bool has_modes) {
    static bool is_registered;
    farewell_length = 0;
    /* CAN: a control sequence of which only the start was sent is none. */
    append("\030");
    if (has_modes) append("\033[?1006l\033[?1000l\033[?2004l");
    append(exit_attribute_mode);
    if (has_colours) append(orig_pair);
    append(cursor_normal);
    append(exit_ca_mode);
    is_armed = 1;
    if (!is_registered) atexit(give_back);
    is_registered = true;
}

void curses_guard_disarm(void) { is_armed = 0; }
void curses_guard_output(int file) { output = file < 0 ? STDOUT_FILENO : file; }
void curses_guard_title(bool is_saved) { has_title = is_saved; }

static void on_crash(int number) {
    if (is_armed) {
        give_back();
        char text[] = "\r\nended by signal 00, which is a fault of the program; the terminal is as it was\r\n";
        char *digits = strchr(text, '0');
        digits[0] = (char)('0' + number / 10);
        digits[1] = (char)('0' + number % 10);
        (void)!write(STDERR_FILENO, text, sizeof text - 1);
    }
    if (is_chained) {
        sigaction(number, &previous[number], NULL);
    } else {
        signal(number, SIG_DFL);
    }
    raise(number);
}

void curses_guard_install(bool chained) {
    static char stack[65536];
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGSYS};
    stack_t current;
    is_chained = chained;
    /* Without a stack of its own, a handler cannot run after the stack has run over. */
    if (sigaltstack(NULL, &current) == 0 && current.ss_flags & SS_DISABLE) {
        stack_t own = {.ss_sp = stack, .ss_size = sizeof stack};
        sigaltstack(&own, NULL);
    }
    struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_NODEFER | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) sigaction(numbers[i], &action, &previous[numbers[i]]);
}
