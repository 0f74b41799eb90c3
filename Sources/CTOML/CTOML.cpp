#include "CTOML.h"

#include "KeyDepth.h"
#include "TOMLPlusPlus.h"

#include <string>
#include <string_view>
#include <vector>

struct CTOMLDocument {
    std::vector<CTOMLNode> nodes;
    std::string text;
    CTOMLFault fault = CTOMLFaultNone;
    std::string error;
    uint32_t error_line = 0, error_column = 0;
};

namespace {

/* Days since 1970-01-01 in the proleptic Gregorian calendar; March is the first month, so that the leap day comes last. */
int64_t days_since_1970(int64_t year, unsigned month, unsigned day) noexcept {
    year -= month <= 2;
    const int64_t era = (year >= 0 ? year : year - 399) / 400;
    const int64_t year_of_era = year - era * 400;
    const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

int64_t milliseconds_since_1970(const toml::date_time &value) noexcept {
    const int64_t minutes = value.time.hour * 60 + value.time.minute - (value.offset ? value.offset->minutes : 0);
    const int64_t seconds = days_since_1970(value.date.year, value.date.month, value.date.day) * 86400 + minutes * 60 + value.time.second;
    return seconds * 1000 + value.time.nanosecond / 1000000;
}

class Flattener {
    CTOMLDocument &document;

    void add_text(std::string_view bytes, uint32_t &start, uint32_t &length) {
        start = static_cast<uint32_t>(document.text.size());
        length = static_cast<uint32_t>(bytes.size());
        document.text.append(bytes);
    }

public:
    explicit Flattener(CTOMLDocument &document) : document(document) {}

    void add(const toml::key *key, const toml::node &node) {
        CTOMLNode out = {};
        out.line = node.source().begin.line;
        out.column = node.source().begin.column;
        if (key) {
            add_text(key->str(), out.key_start, out.key_length);
            out.key_line = key->source().begin.line;
            out.key_column = key->source().begin.column;
        }
        const auto *table = node.as_table();
        const auto *array = node.as_array();
        if (table) {
            out.kind = CTOMLKindTable;
            out.children = static_cast<uint32_t>(table->size());
        } else if (array) {
            out.kind = CTOMLKindArray;
            out.children = static_cast<uint32_t>(array->size());
        } else if (const auto *value = node.as_string()) {
            out.kind = CTOMLKindString;
            add_text(value->get(), out.text_start, out.text_length);
        } else if (const auto *value = node.as_integer()) {
            out.kind = CTOMLKindInteger;
            out.integer = value->get();
        } else if (const auto *value = node.as_floating_point()) {
            out.kind = CTOMLKindFloat;
            out.number = value->get();
        } else if (const auto *value = node.as_boolean()) {
            out.kind = CTOMLKindBoolean;
            out.integer = value->get() ? 1 : 0;
        } else if (const auto *value = node.as_date_time(); value && value->get().offset) {
            out.kind = CTOMLKindMoment;
            out.integer = milliseconds_since_1970(value->get());
        } else {
            out.kind = CTOMLKindLocalTime;
        }
        document.nodes.push_back(out);
        if (table) {
            for (const auto &[child_key, child] : *table) add(&child_key, child);
        } else if (array) {
            for (const auto &child : *array) add(nullptr, child);
        }
    }
};

void fail(CTOMLDocument &document, CTOMLFault fault, uint32_t line, uint32_t column, std::string_view text = {}) {
    document.nodes.clear();
    document.text.clear();
    document.fault = fault;
    document.error = text;
    document.error_line = line;
    document.error_column = column;
}

bool violates(std::string_view text) {
    try {
        const auto result = toml::parse(text);
        return false;
    } catch (const Violation &) {
        return true;
    }
}

/* The line that brings toml++ down: it reads from the front, so every longer piece does too. */
uint32_t violating_line(std::string_view text) {
    std::vector<size_t> ends;
    for (size_t i = 0; i < text.size(); ++i)
        if (text[i] == '\n' || i + 1 == text.size()) ends.push_back(i + 1);
    size_t low = 0, high = ends.empty() ? 0 : ends.size() - 1;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (violates(text.substr(0, ends[middle]))) high = middle;
        else low = middle + 1;
    }
    return static_cast<uint32_t>(low + 1);
}

void parse(CTOMLDocument &document, std::string_view text) {
    if (text.size() > CTOML_MAXIMUM_LENGTH) return fail(document, CTOMLFaultTooLong, 1, 1);
    if (const auto fault = find_too_deep_key(text, CTOML_MAXIMUM_DEPTH); fault.line)
        return fail(document, CTOMLFaultTooManyDots, fault.line, fault.column);
    const auto result = toml::parse(text);
    if (!result) {
        const auto &where = result.error().source().begin;
        return fail(document, CTOMLFaultSyntax, where.line, where.column, result.error().description());
    }
    Flattener(document).add(nullptr, result.table());
}

}  // namespace

CTOMLDocument *ctoml_parse(const char *text, size_t length) noexcept {
    CTOMLDocument *document = nullptr;
    try {
        document = new CTOMLDocument;
        try {
            parse(*document, std::string_view(text, length));
        } catch (const Violation &) {
            fail(*document, CTOMLFaultUnreadable, violating_line(std::string_view(text, length)), 1);
        }
        return document;
    } catch (...) {
        delete document;
        return nullptr;
    }
}

CTOMLView ctoml_view(const CTOMLDocument *document) noexcept {
    CTOMLView view = {};
    if (document->nodes.empty()) {
        view.fault = document->fault;
        view.error = document->error.c_str();
        view.error_line = document->error_line;
        view.error_column = document->error_column;
    } else {
        view.nodes = document->nodes.data();
        view.node_count = document->nodes.size();
        view.text = document->text.data();
        view.text_length = document->text.size();
    }
    return view;
}

void ctoml_free(CTOMLDocument *document) noexcept { delete document; }
