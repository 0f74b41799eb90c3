#pragma once
#include <stdbool.h>

/* From now on the terminal has to be given back, on a crash and at exit. Asks terminfo how, ahead of time. */
void guard_arm(bool has_colours, bool has_modes);
