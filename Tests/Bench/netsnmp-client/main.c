/* `netsnmp-client ADDRESS,... VERSION AGENTS ROUNDS < REQUESTS`: what net-snmp's own way of asking many agents at once costs (snmp_open(3),
   snmp_async_send, snmp_select_info: its tutorial's asyncapp.c), for `make bench ARGS=snmp`. Every agent is asked all requests, one after
   the other, ROUNDS times. A request is a line: `get OID ...` or `bulk REPETITIONS OID ...`. The secrets are the bench's own. */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/large_fd_set.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { most_requests = 4096, most_names = 64 };

static struct request {
    int repetitions; /* 0 for a get */
    int count;
    oid names[most_names][MAX_OID_LEN];
    size_t lengths[most_names];
} *requests;
static int request_count;

static struct agent {
    netsnmp_session *session;
    int next, rounds;
} *agents;
static int active;
static unsigned long answers, variables, failures;
static double sum; /* so that values are read, as a client does */

static void ask(struct agent *agent);

static void read_value(const netsnmp_variable_list *variable) {
    switch (variable->type) {
    case ASN_INTEGER:
    case ASN_GAUGE:
    case ASN_COUNTER:
    case ASN_TIMETICKS: sum += (double)*variable->val.integer; break;
    case ASN_COUNTER64: sum += (double)variable->val.counter64->high * 4294967296.0 + (double)variable->val.counter64->low; break;
    default: sum += (double)variable->val_len;
    }
}

static int answered(int operation, netsnmp_session *session, int id, netsnmp_pdu *pdu, void *magic) {
    (void)session, (void)id;
    struct agent *agent = magic;
    if (operation != NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE || !pdu || pdu->command != SNMP_MSG_RESPONSE || pdu->errstat) {
        failures++;
    } else {
        answers++;
        for (netsnmp_variable_list *variable = pdu->variables; variable; variable = variable->next_variable) {
            variables++;
            read_value(variable);
        }
    }
    if (++agent->next == request_count) {
        agent->next = 0;
        agent->rounds--;
    }
    if (agent->rounds > 0) ask(agent);
    else active--;
    return 1;
}

static void ask(struct agent *agent) {
    const struct request *request = &requests[agent->next];
    netsnmp_pdu *pdu = snmp_pdu_create(request->repetitions ? SNMP_MSG_GETBULK : SNMP_MSG_GET);
    if (request->repetitions) {
        pdu->non_repeaters = 0;
        pdu->max_repetitions = request->repetitions;
    }
    for (int at = 0; at < request->count; at++) snmp_add_null_var(pdu, request->names[at], request->lengths[at]);
    if (!snmp_async_send(agent->session, pdu, answered, agent)) {
        snmp_perror("send");
        exit(1);
    }
}

static void read_requests(void) {
    static char line[65536];
    requests = calloc(most_requests, sizeof *requests);
    while (request_count < most_requests && fgets(line, sizeof line, stdin)) {
        struct request *request = &requests[request_count];
        char *word = strtok(line, " \n");
        if (!word) continue;
        if (!strcmp(word, "bulk")) request->repetitions = atoi(strtok(NULL, " \n"));
        while (request->count < most_names && (word = strtok(NULL, " \n"))) {
            request->lengths[request->count] = MAX_OID_LEN;
            if (!read_objid(word, request->names[request->count], &request->lengths[request->count])) exit(2);
            request->count++;
        }
        request_count++;
    }
}

static void open_agent(struct agent *agent, const char *address, const char *version) {
    netsnmp_session wanted;
    snmp_sess_init(&wanted);
    wanted.peername = (char *)address;
    wanted.timeout = 2000000;
    wanted.retries = 2;
    if (!strcmp(version, "3")) {
        wanted.version = SNMP_VERSION_3;
        wanted.securityName = "watch";
        wanted.securityNameLen = strlen(wanted.securityName);
        wanted.securityLevel = SNMP_SEC_LEVEL_AUTHPRIV;
        wanted.securityAuthProto = sc_get_auth_oid(usm_lookup_auth_type("SHA-256"), &wanted.securityAuthProtoLen);
        wanted.securityPrivProto = sc_get_priv_oid(usm_lookup_priv_type("AES"), &wanted.securityPrivProtoLen);
        /* All have the same passphrases, so their keys are made once. */
        static u_char authentication[USM_AUTH_KU_LEN], privacy[USM_PRIV_KU_LEN];
        static size_t lengths[2];
        if (!lengths[0]) {
            lengths[0] = sizeof authentication;
            lengths[1] = sizeof privacy;
            generate_Ku(wanted.securityAuthProto, wanted.securityAuthProtoLen, (const u_char *)"bench-password", 14, authentication, &lengths[0]);
            generate_Ku(wanted.securityAuthProto, wanted.securityAuthProtoLen, (const u_char *)"bench-privacy", 13, privacy, &lengths[1]);
        }
        memcpy(wanted.securityAuthKey, authentication, wanted.securityAuthKeyLen = lengths[0]);
        memcpy(wanted.securityPrivKey, privacy, wanted.securityPrivKeyLen = lengths[1]);
    } else {
        wanted.version = SNMP_VERSION_2c;
        wanted.community = (u_char *)"bench-community";
        wanted.community_len = strlen("bench-community");
    }
    agent->session = snmp_open(&wanted);
    if (!agent->session) {
        snmp_perror("open");
        exit(1);
    }
}

static double spent(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int count, char **words) {
    if (count < 5) return 2;
    setenv("MIBS", "", 1);
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
    init_snmp("bench");
    read_requests();
    int agent_count = atoi(words[3]), rounds = atoi(words[4]);
    agents = calloc((size_t)agent_count, sizeof *agents);
    /* One after the other, each some of the agents. */
    char *addresses[64];
    int address_count = 0;
    for (char *word = strtok(words[1], ","); word && address_count < 64; word = strtok(NULL, ",")) addresses[address_count++] = word;
    if (!address_count) return 2;
    for (int at = 0; at < agent_count; at++) open_agent(&agents[at], addresses[at % address_count], words[2]);
    double before = spent();
    for (int at = 0; at < agent_count; at++) {
        agents[at].rounds = rounds;
        active++;
        ask(&agents[at]);
    }
    while (active) {
        netsnmp_large_fd_set ready;
        netsnmp_large_fd_set_init(&ready, FD_SETSIZE);
        int descriptors = 0, blocks = 1;
        struct timeval left;
        snmp_select_info2(&descriptors, &ready, &left, &blocks);
        int got = netsnmp_large_fd_set_select(descriptors, &ready, NULL, NULL, blocks ? NULL : &left);
        if (got > 0) snmp_read2(&ready);
        else snmp_timeout();
        netsnmp_large_fd_set_cleanup(&ready);
    }
    printf("%.6f %lu %lu %lu\n", spent() - before, answers, variables, failures);
    return sum < 0;
}
