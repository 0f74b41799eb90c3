#pragma once
// What lies in the store's file, as C lays it out, so that no compiler may order it otherwise.
// The format as a whole is described in Sources/MetricStore/FileFormat.swift.
#include <stddef.h>
#include <stdint.h>

/// The start of the file. `check` covers what stands before it; the rest changes while the file is in use.
struct store_file {
    uint64_t magic;
    uint32_t version;
    uint32_t raw;
    uint32_t minutes;
    uint32_t quarter_hours;
    uint64_t check;
    uint64_t chunks;     // atomic: chunks that are ready
    uint64_t directory;  // atomic: grows with every series that comes or goes
};

/// Of one series, a cache line: all that an append touches besides the value's own slot.
struct store_head {
    uint32_t sequence;      // atomic: odd while the series changes
    uint32_t generation;    // grows each time the place gets a new owner
    int64_t newest_tick;    // below oldest_tick: the ring is empty
    int64_t value_at;       // the newest value that was one: moment in ms, and itself
    double value;
    double counter;         // the newest reading of a counter, and its moment (-1: none)
    int64_t counter_at;
    int64_t oldest_tick;
    uint32_t step;          // ms
    int32_t newest_offset;  // ms from the newest tick's beginning to the sample that it got
};

/// Of one series, what changes once a minute.
struct store_tiers {
    int64_t born;           // the first sample's moment; -1: none yet
    int64_t next_minute;    // minutes before it are in the long tier
    int64_t next_quarter_hour;
    int64_t minute_block;   // the block in the open area; -1: none
    int64_t quarter_hour_block;
    uint32_t phase;         // ms after a multiple of the step at which its polls come
    uint32_t source;        // which target the counter was read from (a check of its words); 0: nobody has said
    int64_t spare[2];
};

/// The name of one series: host, entity and metric in UTF-8, one after the other.
struct store_name {
    uint32_t state;         // atomic: 0 free, 1 in use
    uint32_t generation;
    uint8_t unit;
    uint8_t kind;
    uint16_t host_length;
    uint16_t entity_length;
    uint16_t metric_length;
    uint32_t check;
    uint8_t text[492];
};

_Static_assert(sizeof(struct store_file) == 48, "file header");
_Static_assert(sizeof(struct store_head) == 64, "head");
_Static_assert(sizeof(struct store_tiers) == 64, "tiers");
_Static_assert(sizeof(struct store_name) == 512, "name");

/// Takes pages of a shared mapping out of this process' memory; what they hold stays in the file's, and the next look brings it back.
void store_release(void *start, size_t length);

/// Says that this mapping is looked at here and there: a look at one page does not bring those behind it.
void store_scattered(void *start, size_t length);

/// Has this much of a mapping read in at once, and no more.
void store_wanted(void *start, size_t length);

/// From now on a look at a part of this mapping that is not in the file any more (it was cut) is no end of the process: the mapping
/// becomes memory of our own, full of zeros. The number of the place for the next two calls; -1 where there is no room for it.
int store_guard(void *start, size_t length);
/// Whether that has happened.
int store_is_lost(int place);
/// Before the mapping goes.
void store_unguard(int place);

/// Copies `length` bytes without the holes between them: 0, or an errno.
int store_copy(int from, int to, int64_t length);

/// Lets go of the file's lock.
void store_unlock(int fd);

/// Takes the file's lock without waiting: 0, or -1 with errno EWOULDBLOCK where another has it. (`flock` is a type, too, in Swift.)
int store_lock(int fd);
