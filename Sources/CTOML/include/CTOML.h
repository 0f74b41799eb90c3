#pragma once
/* TOML 1.0 as one flat list of nodes: toml++ and its C++ exceptions stay behind this interface. */
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define CTOML_NOEXCEPT noexcept
extern "C" {
#else
#define CTOML_NOEXCEPT
#endif

/* The longest text that is read. */
#define CTOML_MAXIMUM_LENGTH (1u << 20)
/* The most dots in one key and the most levels of lists and inline tables: they bound the depth of every recursion. */
#define CTOML_MAXIMUM_DEPTH 16

typedef enum CTOMLKind {
    CTOMLKindTable,
    CTOMLKindArray,
    CTOMLKindString,
    CTOMLKindInteger,
    CTOMLKindFloat,
    CTOMLKindBoolean,
    /* A date and a time with their offset from UTC: a moment. */
    CTOMLKindMoment,
    /* A date, a time or both without an offset: no moment. */
    CTOMLKindLocalTime,
} CTOMLKind;

/* Why a text could not be read. */
typedef enum CTOMLFault {
    CTOMLFaultNone,
    /* It is not TOML: the parser says why in its own words. */
    CTOMLFaultSyntax,
    CTOMLFaultTooLong,
    CTOMLFaultTooManyDots,
    /* It brought the parser down. */
    CTOMLFaultUnreadable,
} CTOMLFault;

/* One node; the children of a table or an array follow it at once, each with all of its own (pre-order). */
typedef struct CTOMLNode {
    CTOMLKind kind;
    /* Direct children of a table or an array. */
    uint32_t children;
    /* Where the value (of a table: its header) begins; lines and columns count from 1, columns in code points. 0 where unknown. */
    uint32_t line, column;
    /* The key in a table, as bytes of the view's text; length 0 for the root and in arrays. */
    uint32_t key_start, key_length, key_line, key_column;
    /* A string's bytes in the view's text: UTF-8, may hold NUL. */
    uint32_t text_start, text_length;
    /* An integer; 0 or 1 of a boolean; milliseconds since 1970-01-01 UTC of a moment. */
    int64_t integer;
    double number;
} CTOMLNode;

typedef struct CTOMLDocument CTOMLDocument;

/* What a parse brought. It lives as long as its document. */
typedef struct CTOMLView {
    /* The root table first; NULL where the text could not be read. */
    const CTOMLNode *_Nullable nodes;
    size_t node_count;
    const char *_Nullable text;
    size_t text_length;
    /* What was wrong, and the parser's words where the syntax was (UTF-8, but may be cut within a character); NULL where nothing was. */
    CTOMLFault fault;
    const char *_Nullable error;
    uint32_t error_line, error_column;
} CTOMLView;

/* Never throws and never returns half a document. NULL only where memory is short. Free it with ctoml_free. */
CTOMLDocument *_Nullable ctoml_parse(const char *_Nonnull text, size_t length) CTOML_NOEXCEPT;
CTOMLView ctoml_view(const CTOMLDocument *_Nonnull document) CTOML_NOEXCEPT;
void ctoml_free(CTOMLDocument *_Nullable document) CTOML_NOEXCEPT;

#ifdef __cplusplus
}
#endif
