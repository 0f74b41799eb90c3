#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#include "Direct.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

/* The form with semicolons, which every terminal with 24-bit colours reads; some misread the colons of ITU T.416. */
#define RGB_OF "%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d"
static const char name[] = "warte-direct|24-bit twin of the terminal";
static const char foreground[] = "\033[38;2;" RGB_OF "m";
static const char background[] = "\033[48;2;" RGB_OF "m";

/* A description in compiled form, term(5), "extended number format". */
typedef struct {
    uint8_t bytes[8192];
    size_t count;
} entry;

static void put(entry *out, const void *bytes, size_t count) {
    if (out->count + count <= sizeof out->bytes) memcpy(out->bytes + out->count, bytes, count);
    out->count += count;
}
static void put16(entry *out, int value) {
    uint8_t bytes[] = {(uint8_t)value, (uint8_t)(value >> 8)};
    put(out, bytes, 2);
}
static void put32(entry *out, int value) {
    uint8_t bytes[] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16), (uint8_t)(value >> 24)};
    put(out, bytes, 4);
}
static void pad(entry *out) {
    if (out->count % 2) put(out, "", 1);
}

static const char *string_at(const TERMTYPE *type, int index) {
    const char *text = type->Strings[index];
    if (&type->Strings[index] == &set_a_foreground) return foreground;
    if (&type->Strings[index] == &set_a_background) return background;
    /* Nothing redefines colours: the user's palette stays as it is. */
    if (&type->Strings[index] == &initialize_color || &type->Strings[index] == &orig_colors) return NULL;
    if (&type->Strings[index] == &set_foreground || &type->Strings[index] == &set_background) return NULL;
    return text == (char *)-1 ? NULL : text;
}

static bool describe(entry *out) {
    const TERMTYPE *type = (const TERMTYPE *)cur_term;
    entry strings = {.count = 0};
    int offsets[STRCOUNT];
    for (int i = 0; i < STRCOUNT; i++) {
        const char *text = string_at(type, i);
        offsets[i] = text ? (int)strings.count : -1;
        if (text) put(&strings, text, strlen(text) + 1);
    }
    put16(out, 01036);
    put16(out, sizeof name);
    put16(out, BOOLCOUNT);
    put16(out, NUMCOUNT);
    put16(out, STRCOUNT);
    put16(out, (int)strings.count);
    put(out, name, sizeof name);
    for (int i = 0; i < BOOLCOUNT; i++) {
        bool is_set = type->Booleans[i] == 1 && &type->Booleans[i] != &can_change;
        put(out, is_set ? "\1" : "\0", 1);
    }
    pad(out);
    for (int i = 0; i < NUMCOUNT; i++) {
        int value = type->Numbers[i];
        if (&type->Numbers[i] == &max_colors) value = 0x1000000;
        if (&type->Numbers[i] == &max_pairs) value = 0x8000;
        put32(out, value < 0 ? -1 : value);
    }
    for (int i = 0; i < STRCOUNT; i++) put16(out, offsets[i]);
    if (strings.count > sizeof strings.bytes) return false;
    put(out, strings.bytes, strings.count);
    pad(out);
    /* One capability of our own: the flag RGB. One name in the table, four bytes long. */
    const int extension[] = {1, 0, 0, 1, 4};
    for (int i = 0; i < 5; i++) put16(out, extension[i]);
    put(out, "\1\0", 2);
    put16(out, 0);
    put(out, "RGB", 4);
    return out->count <= sizeof out->bytes;
}

SCREEN *direct_newterm(const char *type, FILE *output) {
    int answer = 0;
    if (setupterm(type, STDOUT_FILENO, &answer) != OK) return NULL;
    entry out = {.count = 0};
    bool is_described = describe(&out);
    del_curterm(cur_term);
    if (!is_described) return NULL;

    static const char digits[] = "0123456789ABCDEF";
    char *text = malloc(sizeof "hex:" + 2 * out.count);
    if (!text) return NULL;
    char *end = stpcpy(text, "hex:");
    for (size_t i = 0; i < out.count; i++) {
        *end++ = digits[out.bytes[i] >> 4];
        *end++ = digits[out.bytes[i] & 15];
    }
    *end = 0;
    char *before = getenv("TERMINFO");
    if (before) before = strdup(before);
    setenv("TERMINFO", text, 1);
    SCREEN *screen = newterm("warte-direct", output, stdin);
    if (before) {
        setenv("TERMINFO", before, 1);
    } else {
        unsetenv("TERMINFO");
    }
    free(before);
    free(text);
    return screen;
}
