/* The variables of a reply, one after the other. */
#include "agent.h"
#include <string.h>

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
