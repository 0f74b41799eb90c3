#pragma once
#include <cstdint>
#include <string_view>

/* Where a key with too many dots stands; line 0 where there is none. */
struct KeyDepthFault {
    uint32_t line = 0, column = 0;
};

KeyDepthFault find_too_deep_key(std::string_view text, unsigned maximum_dots) noexcept;
