/* The library as a whole, and its global lists of users and clocks, which each agent has to itself here. */
#include "agent.h"
#include <net-snmp/library/lcd_time.h>
#include <openssl/crypto.h>
#include <string.h>

void csnmp_start(void) {
    static int is_started;
    if (is_started) return;
    is_started = 1;
    /* Our thread makes keys until the process is gone: its end must not take OpenSSL from under it (OPENSSL_init_crypto(3)). */
    OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
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

time_t csnmp_now(void) {
    struct timespec time = {0, 0};
    clock_gettime(CLOCK_BOOTTIME, &time);
    return time.tv_sec;
}

void csnmp_begin(csnmp_agent *agent) {
    netsnmp_session *session = snmp_sess_session(agent->session);
    if (agent->user) usm_add_user(agent->user);
    if (agent->has_clock && session->securityEngineIDLen)
        set_enginetime(session->securityEngineID, (u_int)session->securityEngineIDLen, agent->boots,
                       agent->time + (u_int)(csnmp_now() - agent->clock_at), agent->is_authentic);
}
void csnmp_end(csnmp_agent *agent) {
    netsnmp_session *session = snmp_sess_session(agent->session);
    if (agent->user) usm_remove_user(agent->user);
    if (session->version != SNMP_VERSION_3) return;
    agent->has_clock = 0;
    Enginetime clock = session->securityEngineIDLen
                           ? search_enginetime_list(session->securityEngineID, (u_int)session->securityEngineIDLen)
                           : NULL;
    if (clock) {
        agent->is_authentic = clock->authenticatedFlag ? TRUE : FALSE;
        agent->has_clock = get_enginetime(session->securityEngineID, (u_int)session->securityEngineIDLen, &agent->boots, &agent->time,
                                          FALSE) == SNMPERR_SUCCESS;
        agent->clock_at = csnmp_now();
    }
    /* The library would remember the clock of every engine that it ever heard of. */
    free_etimelist();
}

void csnmp_wipe(void *bytes, size_t count) {
    if (bytes) explicit_bzero(bytes, count);
}
