#include "KeyDepth.h"

/* toml++ 3.3 makes a table per dot without a limit and takes them down recursively: `a.a.a…` in a small file would use up a
   thread's stack. So dots are counted before it reads. What matters is to agree with TOML up to its first syntax error, because
   toml++ reads no further than that. */

namespace {

struct Scanner {
    std::string_view text;
    size_t at = 0;

    bool starts_with(std::string_view mark) const noexcept { return text.compare(at, mark.size(), mark) == 0; }

    void skip_comment() noexcept {
        while (at < text.size() && text[at] != '\n') ++at;
    }

    void skip_string(char quote) noexcept {
        const char triple[] = {quote, quote, quote};
        const std::string_view mark(triple, 3);
        const bool is_long = starts_with(mark);
        at += is_long ? 3 : 1;
        while (at < text.size()) {
            if (quote == '"' && text[at] == '\\') {
                at += 2;
            } else if (is_long && starts_with(mark)) {
                at += 3;
                // A long string may end in up to two quotes of its own.
                for (int more = 0; more < 2 && at < text.size() && text[at] == quote; ++more) ++at;
                return;
            } else if (!is_long && (text[at] == quote || text[at] == '\n')) {
                if (text[at] == quote) ++at;
                return;
            } else {
                ++at;
            }
        }
        at = text.size();
    }
};

KeyDepthFault place(std::string_view text, size_t at) noexcept {
    KeyDepthFault found{1, 1};
    for (size_t i = 0; i < at; ++i) {
        if (text[i] == '\n') {
            ++found.line;
            found.column = 1;
        } else if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
            ++found.column;
        }
    }
    return found;
}

}  // namespace

KeyDepthFault find_too_deep_key(std::string_view text, unsigned maximum_dots) noexcept {
    Scanner scanner{text};
    unsigned dots = 0;
    while (scanner.at < text.size()) {
        switch (text[scanner.at]) {
        case '#': scanner.skip_comment(); continue;
        case '"':
        case '\'': scanner.skip_string(text[scanner.at]); continue;
        case '.':
            if (++dots > maximum_dots) return place(text, scanner.at);
            break;
        case '\n': case '=': case ',': case '[': case ']': case '{': case '}': dots = 0; break;
        default: break;
        }
        ++scanner.at;
    }
    return {};
}
