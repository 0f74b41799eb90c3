#pragma once
/* net-snmp for Swift: one session per agent, asked without waiting (snmp_sess_api(3)). net-snmp's own headers stay out of the importer:
   they define _GNU_SOURCE and the like, after which glibc's types are others than those that Swift knows.

   The library keeps users and clocks of SNMPv3 in global lists: all calls but those that read a reply or make a key come from one
   thread. */
#include <stddef.h>
#include <stdint.h>

typedef struct csnmp_agent csnmp_agent;
typedef struct csnmp_reply csnmp_reply;
/* A passphrase as version 3 signs and encrypts with it, not yet bound to an engine (Ku of RFC 3414, section 2.6). */
typedef struct csnmp_key csnmp_key;

typedef enum {
    CSNMPOutcomeAnswer,
    /* An engine of SNMPv3 refuses (RFC 3414, section 3.2); see `report`. */
    CSNMPOutcomeReport,
    CSNMPOutcomeTimedOut,
    /* The system could not send. */
    CSNMPOutcomeNotSent,
} CSNMPOutcome;

typedef enum {
    CSNMPReportOther,
    CSNMPReportUnsupportedSecurityLevel,
    CSNMPReportNotInTimeWindow,
    CSNMPReportUnknownUser,
    CSNMPReportUnknownEngine,
    CSNMPReportWrongDigest,
    CSNMPReportDecryption,
    CSNMPReportUnknownContext,
} CSNMPReport;

typedef enum {
    CSNMPKindOther,
    CSNMPKindInteger,
    CSNMPKindUnsigned,
    CSNMPKindCounter32,
    CSNMPKindCounter64,
    CSNMPKindTicks,
    CSNMPKindText,
    CSNMPKindOID,
    CSNMPKindAddress,
    CSNMPKindReal,
    /* Nothing there: no such object, no such instance, null. */
    CSNMPKindNothing,
    CSNMPKindEndOfView,
} CSNMPKind;

typedef struct {
    CSNMPOutcome outcome;
    CSNMPReport report;
    /* RFC 3416, section 3. */
    long error_status, error_index;
    /* errno where it was not sent. */
    int system_error;
} CSNMPResult;

typedef struct {
    const uint32_t *_Nullable name;
    size_t name_length;
    CSNMPKind kind;
    int64_t integer;
    uint64_t natural;
    double real;
    /* Of a text or an address its bytes; of an OID its numbers. */
    const uint8_t *_Nullable bytes;
    const uint32_t *_Nullable numbers;
    size_t length;
} CSNMPVariable;

typedef struct {
    /* An address in numbers: `udp:192.0.2.7:161`, `udp6:[2001:db8::7]:161`. */
    const char *_Nonnull peer;
    /* 1, 2 (for 2c) or 3. */
    int version;
    const char *_Nullable community;
    const char *_Nullable user;
    const char *_Nullable context;
    /* Protocols by net-snmp's words (`SHA-256`, `AES`); one that is missing leaves its part of the security out. */
    const char *_Nullable authentication;
    const char *_Nullable privacy;
} CSNMPSettings;

typedef enum {
    CSNMPFaultNone,
    CSNMPFaultMemory,
    /* The library knows no such protocol. */
    CSNMPFaultProtocol,
    CSNMPFaultSocket,
    CSNMPFaultKeys,
} CSNMPFault;

/* Called once for every request that was taken, from within `csnmp_read`, `csnmp_expire` or the call that sends; the reply is readable
   inside the call alone. */
typedef void (*csnmp_callback)(void *_Nonnull context, CSNMPResult result, csnmp_reply *_Nullable reply);

/* Readies the library: no log, no MIB, no file of the system's. Once, before all else. */
void csnmp_start(void);

csnmp_agent *_Nullable csnmp_open(const CSNMPSettings *_Nonnull settings, csnmp_callback _Nonnull callback, void *_Nonnull context,
                                  CSNMPFault *_Nonnull fault, int *_Nonnull system_error);
/* Ends it with whatever is under way, of which nobody hears any more. Keys are wiped. */
void csnmp_close(csnmp_agent *_Nonnull agent);

int csnmp_descriptor(const csnmp_agent *_Nonnull agent);

/* Asks a SNMPv3 agent who it is. The answer is a report; then `csnmp_adopt`. */
int csnmp_discover(csnmp_agent *_Nonnull agent, int timeout_ms, int retries);
/* Hashes a megabyte, which takes milliseconds; on any thread. The key for privacy is made with the protocol of authentication too. NULL where
   there is no such protocol or the passphrase is too short. */
csnmp_key *_Nullable csnmp_derive(const char *_Nonnull authentication, const char *_Nonnull passphrase, CSNMPFault *_Nonnull fault);
/* Overwrites it. */
void csnmp_forget(csnmp_key *_Nonnull key);
/* Binds the keys to the engine that was found. */
CSNMPFault csnmp_adopt(csnmp_agent *_Nonnull agent, const csnmp_key *_Nullable authentication, const csnmp_key *_Nullable privacy);

typedef enum { CSNMPCommandGet, CSNMPCommandGetNext, CSNMPCommandGetBulk } CSNMPCommand;
typedef struct {
    CSNMPCommand command;
    /* All names one behind the other. */
    const uint32_t *_Nonnull numbers;
    const size_t *_Nonnull lengths;
    size_t count;
    int repetitions;
    int timeout_ms, retries;
    /* Without privacy, to find out whether it is privacy that is at fault. */
    int is_plain;
} CSNMPRequest;

/* Zero where it was not taken: then there is no call back. */
int csnmp_send(csnmp_agent *_Nonnull agent, const CSNMPRequest *_Nonnull request);
/* To be called when the descriptor is ready: reads one datagram. errno's number where that failed, else 0. */
int csnmp_read(csnmp_agent *_Nonnull agent);
/* Milliseconds until `csnmp_expire` has something to do; -1 for never. */
int csnmp_expires(csnmp_agent *_Nonnull agent);
/* Sends again, or gives up. */
void csnmp_expire(csnmp_agent *_Nonnull agent);

/* The next variable of the reply; 0 at its end. */
int csnmp_next(csnmp_reply *_Nonnull reply, CSNMPVariable *_Nonnull variable);

/* Overwrites a secret; the compiler may not leave it out. */
void csnmp_wipe(void *_Nullable bytes, size_t count);
