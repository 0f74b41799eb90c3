#pragma once
/* Whether writing is refused now. */
int writes_are_refused(void);
