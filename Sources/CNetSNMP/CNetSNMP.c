#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/large_fd_set.h>
#include <net-snmp/library/snmp_secmod.h>
#include <net-snmp/library/snmp_enum.h>
#include <net-snmp/library/lcd_time.h>
#include <errno.h>
#include <locale.h>
#include <string.h>
#include <sys/socket.h>

#include "CNetSNMP.h"

enum { longest_name = MAX_OID_LEN };

struct csnmp_agent {
    void *session;
    csnmp_callback callback;
    void *context;
    /* Of the engine that was found. In the library's list only while this agent is at work: the list goes by engine and name alone, so that
       two agents with one user and two passphrases would share the first one's keys, and it is searched from its beginning. */
    struct usmUser *user;
};

struct csnmp_reply {
    netsnmp_variable_list *next;
    uint32_t name[longest_name], numbers[longest_name];
};

void csnmp_start(void) {
    static int is_started;
    if (is_started) return;
    is_started = 1;
    /* What init_snmp(3) does, but for MIB files, configuration files and the process' locale. */
    netsnmp_ds_set_string(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_APPTYPE, "warte");
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DISABLE_PERSISTENT_LOAD, 1);
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DISABLE_PERSISTENT_SAVE, 1);
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DISABLE_CONFIG_LOAD, 1);
    netsnmp_container_init_list();
    init_callbacks();
    init_snmp_logging();
    netsnmp_register_loghandler(NETSNMP_LOGHANDLER_NONE, LOG_DEBUG);
    snmp_init_statistics();
    init_snmp_transport();
    init_snmpv3("warte");
    init_snmp_alarm();
    netsnmp_session any;
    snmp_sess_init(&any);
    /* With it come the random salt and the nameless user who asks an engine for its id. */
    snmp_call_callbacks(SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_POST_PREMIB_READ_CONFIG, NULL);
}

static void begin(csnmp_agent *agent) {
    if (agent->user) usm_add_user(agent->user);
}
static void end(csnmp_agent *agent) {
    if (agent->user) usm_remove_user(agent->user);
}

static CSNMPReport report_of(netsnmp_pdu *pdu) {
    static const oid unknown_context[] = {1, 3, 6, 1, 6, 3, 12, 1, 5};
    switch (snmpv3_get_report_type(pdu)) {
    case SNMPERR_UNSUPPORTED_SEC_LEVEL: return CSNMPReportUnsupportedSecurityLevel;
    case SNMPERR_NOT_IN_TIME_WINDOW: return CSNMPReportNotInTimeWindow;
    case SNMPERR_UNKNOWN_USER_NAME: return CSNMPReportUnknownUser;
    case SNMPERR_UNKNOWN_ENG_ID: return CSNMPReportUnknownEngine;
    case SNMPERR_AUTHENTICATION_FAILURE: return CSNMPReportWrongDigest;
    case SNMPERR_DECRYPTION_ERR: return CSNMPReportDecryption;
    }
    netsnmp_variable_list *first = pdu->variables;
    size_t length = sizeof unknown_context / sizeof *unknown_context;
    if (first && first->name_length >= length && !snmp_oid_compare(first->name, length, unknown_context, length))
        return CSNMPReportUnknownContext;
    return CSNMPReportOther;
}

static int answered(int operation, netsnmp_session *session, int id, netsnmp_pdu *pdu, void *magic) {
    (void)session, (void)id;
    csnmp_agent *agent = magic;
    CSNMPResult result = {.outcome = CSNMPOutcomeTimedOut};
    struct csnmp_reply reply = {.next = NULL};
    switch (operation) {
    case NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE:
        if (!pdu) return 1;
        if (pdu->command == SNMP_MSG_REPORT) {
            result.outcome = CSNMPOutcomeReport;
            result.report = report_of(pdu);
        } else if (pdu->command == SNMP_MSG_RESPONSE) {
            result.outcome = CSNMPOutcomeAnswer;
            result.error_status = pdu->errstat;
            result.error_index = pdu->errindex;
        } else {
            /* Not what was asked for: as if it had not come. */
            return 0;
        }
        reply.next = pdu->variables;
        break;
    case NETSNMP_CALLBACK_OP_TIMED_OUT: break;
    case NETSNMP_CALLBACK_OP_SEND_FAILED:
    case NETSNMP_CALLBACK_OP_DISCONNECT:
        result.outcome = CSNMPOutcomeNotSent;
        result.system_error = errno;
        break;
    default: return 1;
    }
    agent->callback(agent->context, result, &reply);
    return 1;
}

/* What belongs to no request, such as an answer that comes too late. */
static int unasked(int operation, netsnmp_session *session, int id, netsnmp_pdu *pdu, void *magic) {
    (void)operation, (void)session, (void)id, (void)pdu, (void)magic;
    return 1;
}

static CSNMPFault take_key(const char *passphrase, netsnmp_session *session, u_char *key, size_t room, size_t *length) {
    *length = room;
    if (strlen(passphrase) < USM_LENGTH_P_MIN) return CSNMPFaultPassphrase;
    int status = generate_Ku(session->securityAuthProto, session->securityAuthProtoLen, (const u_char *)passphrase, strlen(passphrase),
                             key, length);
    return status == SNMPERR_SUCCESS ? CSNMPFaultNone : CSNMPFaultKeys;
}

static CSNMPFault take_security(netsnmp_session *session, const CSNMPSettings *settings) {
    session->securityModel = SNMP_SEC_MODEL_USM;
    session->securityLevel = SNMP_SEC_LEVEL_NOAUTH;
    /* Asking an engine for its id inside the library waits for the answer: it is asked here. */
    session->flags |= SNMP_FLAGS_DONT_PROBE;
    session->securityName = (char *)settings->user;
    session->securityNameLen = settings->user ? strlen(settings->user) : 0;
    session->contextName = (char *)settings->context;
    session->contextNameLen = settings->context ? strlen(settings->context) : 0;
    if (!settings->authentication_passphrase) return CSNMPFaultNone;
    int type = settings->authentication ? usm_lookup_auth_type(settings->authentication) : -1;
    session->securityAuthProto = type < 0 ? NULL : sc_get_auth_oid(type, &session->securityAuthProtoLen);
    if (!session->securityAuthProto) return CSNMPFaultProtocol;
    session->securityLevel = SNMP_SEC_LEVEL_AUTHNOPRIV;
    CSNMPFault fault = take_key(settings->authentication_passphrase, session, session->securityAuthKey,
                                sizeof session->securityAuthKey, &session->securityAuthKeyLen);
    if (fault || !settings->privacy_passphrase) return fault;
    type = settings->privacy ? usm_lookup_priv_type(settings->privacy) : -1;
    session->securityPrivProto = type < 0 ? NULL : sc_get_priv_oid(type, &session->securityPrivProtoLen);
    if (!session->securityPrivProto) return CSNMPFaultProtocol;
    session->securityLevel = SNMP_SEC_LEVEL_AUTHPRIV;
    return take_key(settings->privacy_passphrase, session, session->securityPrivKey, sizeof session->securityPrivKey,
                    &session->securityPrivKeyLen);
}

static void wipe(netsnmp_session *session) {
    explicit_bzero(session->securityAuthKey, sizeof session->securityAuthKey);
    explicit_bzero(session->securityPrivKey, sizeof session->securityPrivKey);
}

csnmp_agent *csnmp_open(const CSNMPSettings *settings, csnmp_callback callback, void *context, CSNMPFault *fault, int *system_error) {
    netsnmp_session wanted;
    snmp_sess_init(&wanted);
    wanted.version = settings->version == 3 ? SNMP_VERSION_3 : settings->version == 1 ? SNMP_VERSION_1 : SNMP_VERSION_2c;
    wanted.peername = (char *)settings->peer;
    wanted.callback = unasked;
    *system_error = 0;
    *fault = CSNMPFaultMemory;
    csnmp_agent *agent = calloc(1, sizeof *agent);
    if (!agent) return NULL;
    agent->callback = callback;
    agent->context = context;
    *fault = CSNMPFaultNone;
    if (settings->version == 3) {
        *fault = take_security(&wanted, settings);
    } else if (settings->community) {
        wanted.community = (u_char *)settings->community;
        wanted.community_len = strlen(settings->community);
    }
    if (*fault == CSNMPFaultNone) {
        errno = 0;
        agent->session = snmp_sess_open(&wanted);
        if (!agent->session) {
            *system_error = errno;
            *fault = CSNMPFaultSocket;
        }
    }
    wipe(&wanted);
    if (!agent->session) {
        free(agent);
        return NULL;
    }
    /* Connected, the system tells when nobody listens there, and lets in nothing from elsewhere. */
    netsnmp_transport *transport = snmp_sess_transport(agent->session);
    if (transport && transport->remote && transport->remote_length >= (int)sizeof(sa_family_t)) {
        (void)connect(transport->sock, transport->remote, transport->remote_length);
    }
    return agent;
}

void csnmp_close(csnmp_agent *agent) {
    netsnmp_session *session = snmp_sess_session(agent->session);
    if (session) {
        wipe(session);
        if (session->community) explicit_bzero(session->community, session->community_len);
    }
    snmp_sess_close(agent->session);
    if (agent->user) usm_free_user(agent->user);
    free(agent);
}

int csnmp_descriptor(const csnmp_agent *agent) {
    netsnmp_transport *transport = snmp_sess_transport(agent->session);
    return transport ? transport->sock : -1;
}

static int submit(csnmp_agent *agent, netsnmp_pdu *pdu, int timeout_ms, int retries) {
    netsnmp_session *session = snmp_sess_session(agent->session);
    session->timeout = timeout_ms * 1000L;
    session->retries = retries;
    begin(agent);
    int id = snmp_sess_async_send(agent->session, pdu, answered, agent);
    end(agent);
    if (!id) snmp_free_pdu(pdu);
    return id != 0;
}

int csnmp_discover(csnmp_agent *agent, int timeout_ms, int retries) {
    netsnmp_session *session = snmp_sess_session(agent->session);
    free(session->securityEngineID);
    session->securityEngineID = NULL;
    session->securityEngineIDLen = 0;
    free(session->contextEngineID);
    session->contextEngineID = NULL;
    session->contextEngineIDLen = 0;
    /* RFC 3414, section 4: nameless, without security, about nothing. */
    netsnmp_pdu *pdu = snmp_pdu_create(SNMP_MSG_GET);
    if (!pdu) return 0;
    pdu->version = SNMP_VERSION_3;
    pdu->securityName = strdup("");
    pdu->securityNameLen = 0;
    pdu->securityLevel = SNMP_SEC_LEVEL_NOAUTH;
    pdu->securityModel = SNMP_SEC_MODEL_USM;
    return submit(agent, pdu, timeout_ms, retries);
}

CSNMPFault csnmp_adopt(csnmp_agent *agent) {
    /* The library remembers the clock of every engine that it ever heard of: one that has a new id each time must not fill the memory. */
    static int engines;
    if (++engines % 10000 == 0) free_etimelist();
    netsnmp_session *session = snmp_sess_session(agent->session);
    if (!session->securityEngineIDLen) return CSNMPFaultKeys;
    if (agent->user) usm_free_user(agent->user);
    agent->user = NULL;
    session->flags &= ~SNMP_FLAGS_USER_CREATED;
    int status = usm_create_user_from_session(session);
    struct usmUser *user = usm_get_user(session->securityEngineID, session->securityEngineIDLen, session->securityName);
    if (user) usm_remove_user(user);
    agent->user = user;
    return status == SNMPERR_SUCCESS && user ? CSNMPFaultNone : CSNMPFaultKeys;
}

int csnmp_send(csnmp_agent *agent, const CSNMPRequest *request) {
    static const int commands[] = {SNMP_MSG_GET, SNMP_MSG_GETNEXT, SNMP_MSG_GETBULK};
    netsnmp_pdu *pdu = snmp_pdu_create(commands[request->command]);
    if (!pdu) return 0;
    if (request->command == CSNMPCommandGetBulk) {
        pdu->non_repeaters = 0;
        pdu->max_repetitions = request->repetitions;
    }
    const uint32_t *numbers = request->numbers;
    for (size_t index = 0; index < request->count; index++) {
        oid name[longest_name];
        size_t length = request->lengths[index];
        if (length > longest_name) length = longest_name;
        for (size_t at = 0; at < length; at++) name[at] = numbers[at];
        numbers += request->lengths[index];
        snmp_add_null_var(pdu, name, length);
    }
    if (request->is_plain) pdu->securityLevel = SNMP_SEC_LEVEL_AUTHNOPRIV;
    return submit(agent, pdu, request->timeout_ms, request->retries);
}

int csnmp_read(csnmp_agent *agent) {
    netsnmp_large_fd_set ready;
    netsnmp_large_fd_set_init(&ready, FD_SETSIZE);
    NETSNMP_LARGE_FD_SET(csnmp_descriptor(agent), &ready);
    begin(agent);
    errno = 0;
    int status = snmp_sess_read2(agent->session, &ready);
    int error = errno;
    end(agent);
    netsnmp_large_fd_set_cleanup(&ready);
    netsnmp_session *session = snmp_sess_session(agent->session);
    if (status != -1 || !session || session->s_snmp_errno != SNMPERR_BAD_RECVFROM) return 0;
    return session->s_errno ? session->s_errno : error;
}

int csnmp_expires(csnmp_agent *agent) {
    netsnmp_large_fd_set waited;
    netsnmp_large_fd_set_init(&waited, FD_SETSIZE);
    int count = 0, blocks = 1;
    struct timeval left = {0, 0};
    snmp_sess_select_info2(agent->session, &count, &waited, &left, &blocks);
    netsnmp_large_fd_set_cleanup(&waited);
    return blocks ? -1 : (int)(left.tv_sec * 1000 + (left.tv_usec + 999) / 1000);
}

void csnmp_expire(csnmp_agent *agent) {
    begin(agent);
    snmp_sess_timeout(agent->session);
    end(agent);
}

static size_t copy(uint32_t *to, const oid *from, size_t length) {
    if (length > longest_name) length = longest_name;
    for (size_t at = 0; at < length; at++) to[at] = (uint32_t)from[at];
    return length;
}

int csnmp_next(csnmp_reply *reply, CSNMPVariable *out) {
    netsnmp_variable_list *variable = reply->next;
    if (!variable) return 0;
    reply->next = variable->next_variable;
    memset(out, 0, sizeof *out);
    out->name = reply->name;
    out->name_length = copy(reply->name, variable->name, variable->name_length);
    int has_integer = variable->val.integer && variable->val_len >= sizeof(long);
    switch (variable->type) {
    case ASN_INTEGER:
        if (!has_integer) return 1;
        out->kind = CSNMPKindInteger;
        out->integer = *variable->val.integer;
        return 1;
    case ASN_GAUGE:
    case ASN_COUNTER:
    case ASN_TIMETICKS:
        if (!has_integer) return 1;
        out->kind = variable->type == ASN_GAUGE       ? CSNMPKindUnsigned
                    : variable->type == ASN_TIMETICKS ? CSNMPKindTicks
                                                      : CSNMPKindCounter32;
        /* Some agents send a sign with what has none. */
        out->natural = (uint32_t)*variable->val.integer;
        return 1;
    case ASN_COUNTER64:
    case ASN_OPAQUE_COUNTER64:
    case ASN_OPAQUE_U64:
        if (!variable->val.counter64) return 1;
        out->kind = CSNMPKindCounter64;
        out->natural = (uint64_t)(variable->val.counter64->high & 0xffffffff) << 32 | (variable->val.counter64->low & 0xffffffff);
        return 1;
    case ASN_OPAQUE_FLOAT:
        if (!variable->val.floatVal) return 1;
        out->kind = CSNMPKindReal;
        out->real = *variable->val.floatVal;
        return 1;
    case ASN_OPAQUE_DOUBLE:
        if (!variable->val.doubleVal) return 1;
        out->kind = CSNMPKindReal;
        out->real = *variable->val.doubleVal;
        return 1;
    case ASN_OCTET_STR:
    case ASN_IPADDRESS:
        out->kind = variable->type == ASN_IPADDRESS ? CSNMPKindAddress : CSNMPKindText;
        out->bytes = variable->val.string;
        out->length = variable->val.string ? variable->val_len : 0;
        return 1;
    case ASN_OBJECT_ID:
        if (!variable->val.objid) return 1;
        out->kind = CSNMPKindOID;
        out->length = copy(reply->numbers, variable->val.objid, variable->val_len / sizeof(oid));
        out->numbers = reply->numbers;
        return 1;
    case ASN_NULL:
    case SNMP_NOSUCHOBJECT:
    case SNMP_NOSUCHINSTANCE: out->kind = CSNMPKindNothing; return 1;
    case SNMP_ENDOFMIBVIEW: out->kind = CSNMPKindEndOfView; return 1;
    }
    return 1;
}

void csnmp_wipe(void *bytes, size_t count) {
    if (bytes) explicit_bzero(bytes, count);
}
