/* Requests and what becomes of them. */
#include "agent.h"
#include <net-snmp/library/large_fd_set.h>
#include <errno.h>
#include <stdlib.h>

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
            result.report = csnmp_report_of(pdu);
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
    case NETSNMP_CALLBACK_OP_TIMED_OUT:
        if (agent->complaint != CSNMPReportOther) {
            result.outcome = CSNMPOutcomeReport;
            result.report = agent->complaint;
        }
        break;
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

int csnmp_submit(csnmp_agent *agent, netsnmp_pdu *pdu, int timeout_ms, int retries) {
    netsnmp_session *session = snmp_sess_session(agent->session);
    session->timeout = timeout_ms * 1000L;
    session->retries = retries;
    agent->complaint = CSNMPReportOther;
    csnmp_begin(agent);
    int id = snmp_sess_async_send(agent->session, pdu, answered, agent);
    csnmp_end(agent);
    if (!id) snmp_free_pdu(pdu);
    return id != 0;
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
    return csnmp_submit(agent, pdu, request->timeout_ms, request->retries);
}

int csnmp_read(csnmp_agent *agent) {
    netsnmp_large_fd_set ready;
    netsnmp_large_fd_set_init(&ready, FD_SETSIZE);
    NETSNMP_LARGE_FD_SET(csnmp_descriptor(agent), &ready);
    netsnmp_session *session = snmp_sess_session(agent->session);
    u_int had_clock = agent->has_clock, boots = agent->boots;
    long expected = (long)agent->time + (csnmp_now() - agent->clock_at);
    csnmp_begin(agent);
    errno = 0;
    session->s_snmp_errno = SNMPERR_SUCCESS;
    int status = snmp_sess_read2(agent->session, &ready);
    int error = errno;
    csnmp_end(agent);
    netsnmp_large_fd_set_cleanup(&ready);
    /* A report that sets the clock right is not told of. An engine at its last restart takes nobody any more (RFC 3414, section 2.2.2). */
    if (had_clock && agent->has_clock &&
        (agent->boots != boots || agent->boots == ENGINEBOOT_MAX || labs((long)agent->time - expected) > USM_TIME_WINDOW))
        agent->complaint = CSNMPReportNotInTimeWindow;
    if (status != -1 || session->s_snmp_errno != SNMPERR_BAD_RECVFROM) return 0;
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
    csnmp_begin(agent);
    snmp_sess_timeout(agent->session);
    csnmp_end(agent);
}
