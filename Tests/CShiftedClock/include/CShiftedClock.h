#pragma once
#include <stdint.h>

/* Seconds that the wall clock of this process goes ahead by. */
int64_t clock_shift(void);
