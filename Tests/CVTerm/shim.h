#pragma once
#include <stdbool.h>
#include <string.h>
#include <vterm.h>

/* VTermScreenCell has bit-fields and a union, which Swift cannot read. */
typedef struct {
    uint32_t letters[VTERM_MAX_CHARS_PER_CELL];
    int width;
    bool bold, underline, reverse;
    /* -1 the terminal's own, 0 to 255 of the palette, else 0x1000000 + rgb. */
    int32_t foreground, background;
} vterm_flat_cell;

static inline int32_t vterm_flat_colour(const VTermColor *colour, bool is_foreground) {
    if (is_foreground ? VTERM_COLOR_IS_DEFAULT_FG(colour) : VTERM_COLOR_IS_DEFAULT_BG(colour)) return -1;
    if (VTERM_COLOR_IS_INDEXED(colour)) return colour->indexed.idx;
    return 0x1000000 | colour->rgb.red << 16 | colour->rgb.green << 8 | colour->rgb.blue;
}

static inline vterm_flat_cell vterm_flat_get(VTermScreen *_Nonnull screen, int row, int column) {
    VTermScreenCell cell;
    memset(&cell, 0, sizeof cell);
    VTermPos at = {.row = row, .col = column};
    vterm_screen_get_cell(screen, at, &cell);
    vterm_flat_cell flat;
    memset(&flat, 0, sizeof flat);
    memcpy(flat.letters, cell.chars, sizeof flat.letters);
    flat.width = cell.width;
    flat.bold = cell.attrs.bold;
    flat.underline = cell.attrs.underline != 0;
    flat.reverse = cell.attrs.reverse;
    flat.foreground = vterm_flat_colour(&cell.fg, true);
    flat.background = vterm_flat_colour(&cell.bg, false);
    return flat;
}

/* What a terminal knows beside its letters. */
typedef struct {
    bool alternate_screen, cursor_visible;
    int bells;
    int cursor_row, cursor_column;
} vterm_state_seen;

static inline int vterm_seen_property(VTermProp property, VTermValue *value, void *user) {
    vterm_state_seen *seen = (vterm_state_seen *)user;
    if (property == VTERM_PROP_ALTSCREEN) seen->alternate_screen = value->boolean;
    if (property == VTERM_PROP_CURSORVISIBLE) seen->cursor_visible = value->boolean;
    return 1;
}
static inline int vterm_seen_bell(void *user) {
    ((vterm_state_seen *)user)->bells++;
    return 1;
}
static inline int vterm_seen_cursor(VTermPos now, VTermPos before, int visible, void *user) {
    (void)before;
    (void)visible;
    ((vterm_state_seen *)user)->cursor_row = now.row;
    ((vterm_state_seen *)user)->cursor_column = now.col;
    return 1;
}
/* `seen` must outlive the screen. */
static inline void vterm_watch(VTermScreen *_Nonnull screen, vterm_state_seen *_Nonnull seen) {
    static const VTermScreenCallbacks callbacks = {
        .settermprop = vterm_seen_property, .bell = vterm_seen_bell, .movecursor = vterm_seen_cursor};
    seen->cursor_visible = true;
    vterm_screen_set_callbacks(screen, &callbacks, seen);
}
