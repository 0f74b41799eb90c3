#include "CCurl.h"

#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <string.h>

CURLcode ccurl_begin(void) {
    OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value) { return curl_easy_setopt(handle, option, value); }
CURLcode ccurl_set_text(CURL *handle, CURLoption option, const char *value) { return curl_easy_setopt(handle, option, value); }
CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, const void *value) { return curl_easy_setopt(handle, option, value); }
CURLcode ccurl_set_sinks(CURL *handle, curl_write_callback head, curl_write_callback body, void *context) {
    CURLcode status = curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, head);
    if (!status) status = curl_easy_setopt(handle, CURLOPT_HEADERDATA, context);
    if (!status) status = curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, body);
    return status ? status : curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
}
CURLcode ccurl_get_long(CURL *handle, CURLINFO info, long *value) { return curl_easy_getinfo(handle, info, value); }
CURLcode ccurl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value) { return curl_easy_getinfo(handle, info, value); }

enum ccurl_verdict ccurl_get_verdict(CURL *handle) {
    long result = X509_V_OK;
    if (curl_easy_getinfo(handle, CURLINFO_SSL_VERIFYRESULT, &result)) return CCURL_ELSE;
    switch (result) {
    case X509_V_ERR_CERT_HAS_EXPIRED: return CCURL_EXPIRED;
    case X509_V_ERR_CERT_NOT_YET_VALID: return CCURL_NOT_YET;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN: return CCURL_SELF_SIGNED;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE: return CCURL_UNVOUCHED;
    /* libcurl looks at the name itself, once the chain is good, and before it takes OpenSSL's result over from the first value. */
    case X509_V_OK:
    case !X509_V_OK: return CCURL_OF_ANOTHER;
    default: return CCURL_ELSE;
    }
}

static int check_pin(void *context, char *remote, char *local, int remote_port, int local_port) {
    (void)remote, (void)local, (void)remote_port, (void)local_port;
    struct ccurl_pin *pin = context;
    struct curl_tlssessioninfo *session = NULL;
    pin->is_other = 1;
    if (curl_easy_getinfo(pin->handle, CURLINFO_TLS_SSL_PTR, &session) || !session || !session->internals ||
        session->backend != CURLSSLBACKEND_OPENSSL)
        return CURL_PREREQFUNC_ABORT;
    X509 *certificate = SSL_get1_peer_certificate(session->internals);
    unsigned length = 0;
    unsigned char found[EVP_MAX_MD_SIZE];
    int is_read = certificate && X509_digest(certificate, EVP_sha256(), found, &length) && length == sizeof pin->found;
    X509_free(certificate);
    if (!is_read) return CURL_PREREQFUNC_ABORT;
    memcpy(pin->found, found, sizeof pin->found);
    pin->is_other = memcmp(found, pin->wanted, sizeof pin->wanted) != 0;
    return pin->is_other ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

CURLcode ccurl_set_pin(struct ccurl_pin *pin) {
    CURLcode status = curl_easy_setopt(pin->handle, CURLOPT_PREREQFUNCTION, check_pin);
    return status ? status : curl_easy_setopt(pin->handle, CURLOPT_PREREQDATA, pin);
}

CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) { return curl_multi_setopt(multi, option, value); }
CURLMcode ccurl_multi_set_watchers(CURLM *multi, curl_socket_callback socket, curl_multi_timer_callback timer, void *context) {
    CURLMcode status = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, socket);
    if (!status) status = curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
    if (!status) status = curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer);
    return status ? status : curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
}
