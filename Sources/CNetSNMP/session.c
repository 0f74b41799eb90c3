/* One agent's session: opened, closed, and its descriptor. */
#include "agent.h"
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

/* What belongs to no request, such as an answer that comes too late. */
static int unasked(int operation, netsnmp_session *session, int id, netsnmp_pdu *pdu, void *magic) {
    (void)operation, (void)session, (void)id, (void)pdu, (void)magic;
    return 1;
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
        *fault = csnmp_take_security(&wanted, settings);
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
    /* The library takes this back as it opens; then it would ask for the engine's id as it sends, and wait there for the answer. */
    snmp_sess_session(agent->session)->flags |= SNMP_FLAGS_DONT_PROBE;
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
