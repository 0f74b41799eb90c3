/* Version 3 (RFC 3414): keys, engines, and why an engine refuses. */
#include "agent.h"
#include <net-snmp/library/snmp_secmod.h>
#include <string.h>

static CSNMPFault take_key(const char *passphrase, netsnmp_session *session, u_char *key, size_t room, size_t *length) {
    *length = room;
    int status = generate_Ku(session->securityAuthProto, session->securityAuthProtoLen, (const u_char *)passphrase, strlen(passphrase),
                             key, length);
    return status == SNMPERR_SUCCESS ? CSNMPFaultNone : CSNMPFaultKeys;
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

CSNMPFault csnmp_adopt(csnmp_agent *agent) {
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
