#pragma once
/* Nothing is to be called: to be linked in is enough. */
