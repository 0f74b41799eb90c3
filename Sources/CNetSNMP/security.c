/* Version 3 (RFC 3414): keys, engines, and why an engine refuses. */
#include "agent.h"
#include <net-snmp/library/keytools.h>
#include <net-snmp/library/scapi.h>
#include <net-snmp/library/snmp_secmod.h>
#include <string.h>

struct csnmp_key {
    u_char bytes[USM_AUTH_KU_LEN];
    size_t length;
};

/* The passphrase again and again, a megabyte of it (RFC 3414, A.2), hashed as one piece: the library's own generate_Ku hands it over by 64
   bytes, which takes three times as long. */
static int hash_megabyte(const oid *protocol, size_t protocol_length, const char *passphrase, csnmp_key *key) {
    enum { length = USM_LENGTH_EXPANDED_PASSPHRASE };
    u_char *text = malloc(length);
    if (!text) return SNMPERR_MALLOC;
    size_t filled = strnlen(passphrase, length);
    memcpy(text, passphrase, filled);
    while (filled < length) {
        size_t part = filled < length - filled ? filled : length - filled;
        memcpy(text + filled, text, part);
        filled += part;
    }
    int status = sc_hash(protocol, protocol_length, text, length, key->bytes, &key->length);
    explicit_bzero(text, length);
    free(text);
    return status;
}

csnmp_key *csnmp_derive(const char *authentication, const char *passphrase, CSNMPFault *fault) {
    size_t protocol_length = 0;
    int type = usm_lookup_auth_type(authentication);
    oid *protocol = type < 0 ? NULL : sc_get_auth_oid(type, &protocol_length);
    *fault = protocol ? CSNMPFaultKeys : CSNMPFaultProtocol;
    /* Of one that is too short the library would write in places that belong to its thread. */
    if (!protocol || strlen(passphrase) < USM_LENGTH_P_MIN) return NULL;
    csnmp_key *key = calloc(1, sizeof *key);
    if (!key) return NULL;
    key->length = sizeof key->bytes;
    if (hash_megabyte(protocol, protocol_length, passphrase, key) != SNMPERR_SUCCESS) {
        csnmp_forget(key);
        return NULL;
    }
    *fault = CSNMPFaultNone;
    return key;
}

void csnmp_forget(csnmp_key *key) {
    explicit_bzero(key, sizeof *key);
    free(key);
}

/* No key where there is none. */
static void lend(const csnmp_key *key, u_char *bytes, size_t room, size_t *length) {
    explicit_bzero(bytes, room);
    *length = key ? key->length : 0;
    if (key) memcpy(bytes, key->bytes, key->length);
}

static void lend_both(netsnmp_session *session, const csnmp_key *authentication, const csnmp_key *privacy) {
    lend(authentication, session->securityAuthKey, sizeof session->securityAuthKey, &session->securityAuthKeyLen);
    lend(privacy, session->securityPrivKey, sizeof session->securityPrivKey, &session->securityPrivKeyLen);
}

CSNMPFault csnmp_take_security(netsnmp_session *session, const CSNMPSettings *settings) {
    session->securityModel = SNMP_SEC_MODEL_USM;
    session->securityLevel = SNMP_SEC_LEVEL_NOAUTH;
    /* Asking an engine for its id inside the library waits for the answer: it is asked here. */
    session->flags |= SNMP_FLAGS_DONT_PROBE;
    session->securityName = (char *)settings->user;
    session->securityNameLen = settings->user ? strlen(settings->user) : 0;
    session->contextName = (char *)settings->context;
    session->contextNameLen = settings->context ? strlen(settings->context) : 0;
    if (!settings->authentication) return CSNMPFaultNone;
    int type = usm_lookup_auth_type(settings->authentication);
    session->securityAuthProto = type < 0 ? NULL : sc_get_auth_oid(type, &session->securityAuthProtoLen);
    if (!session->securityAuthProto) return CSNMPFaultProtocol;
    session->securityLevel = SNMP_SEC_LEVEL_AUTHNOPRIV;
    if (!settings->privacy) return CSNMPFaultNone;
    type = usm_lookup_priv_type(settings->privacy);
    session->securityPrivProto = type < 0 ? NULL : sc_get_priv_oid(type, &session->securityPrivProtoLen);
    if (!session->securityPrivProto) return CSNMPFaultProtocol;
    session->securityLevel = SNMP_SEC_LEVEL_AUTHPRIV;
    return CSNMPFaultNone;
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
    return csnmp_submit(agent, pdu, timeout_ms, retries);
}

CSNMPFault csnmp_adopt(csnmp_agent *agent, const csnmp_key *authentication, const csnmp_key *privacy) {
    netsnmp_session *session = snmp_sess_session(agent->session);
    if (!session->securityEngineIDLen) return CSNMPFaultKeys;
    if (agent->user) usm_free_user(agent->user);
    agent->user = NULL;
    session->flags &= ~SNMP_FLAGS_USER_CREATED;
    lend_both(session, authentication, privacy);
    int status = usm_create_user_from_session(session);
    /* The user has them, as this engine knows them. */
    lend_both(session, NULL, NULL);
    struct usmUser *user = usm_get_user(session->securityEngineID, session->securityEngineIDLen, session->securityName);
    if (user) usm_remove_user(user);
    agent->user = user;
    return status == SNMPERR_SUCCESS && user ? CSNMPFaultNone : CSNMPFaultKeys;
}

CSNMPReport csnmp_report_of(netsnmp_pdu *pdu) {
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
