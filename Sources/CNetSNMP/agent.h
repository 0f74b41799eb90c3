#pragma once
/* What the parts of this library share; net-snmp's own headers come first, since they set what glibc's show. */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <time.h>

#include "CNetSNMP.h"

enum { longest_name = MAX_OID_LEN };

struct csnmp_agent {
    void *session;
    csnmp_callback callback;
    void *context;
    /* Of the engine that was found. In the library's list only while this agent is at work: the list goes by engine and name alone, so that
       two agents with one user and two passphrases would share the first one's keys, and it is searched from its beginning. */
    struct usmUser *user;
    /* The engine's clock, for the same reason: machines that were copied have one engine id, and each its own clock. */
    u_int boots, time, is_authentic;
    time_t clock_at;
    int has_clock;
    /* What the library answers by itself: if nothing comes after it, that is the answer. */
    CSNMPReport complaint;
};

struct csnmp_reply {
    netsnmp_variable_list *next;
    uint32_t name[longest_name], numbers[longest_name];
};

/* CLOCK_BOOTTIME in seconds: the engines' clocks go on while this machine sleeps. */
time_t csnmp_now(void);
/* Around every call of the library that may look at users or clocks: lends it this agent's, and takes them back. */
void csnmp_begin(csnmp_agent *agent);
void csnmp_end(csnmp_agent *agent);
/* Takes the security of version 3, but for its keys, into a session that is yet to be opened. */
CSNMPFault csnmp_take_security(netsnmp_session *session, const CSNMPSettings *settings);
/* Why an engine refuses. */
CSNMPReport csnmp_report_of(netsnmp_pdu *pdu);
/* Sends it; what becomes of it is told to the agent's callback. Zero where it was not taken. */
int csnmp_submit(csnmp_agent *agent, netsnmp_pdu *pdu, int timeout_ms, int retries);
