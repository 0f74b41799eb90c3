#pragma once
/* libcurl for Swift, which cannot call functions with a variable list of arguments (libcurl-easy(3), libcurl-multi(3)). */
#include <curl/curl.h>

/* Once, before the first handle (curl_global_init(3)). OpenSSL stays as it is at the process' end, since threads still use it then. */
CURLcode ccurl_begin(void);
CURLcode ccurl_set_long(CURL *_Nonnull handle, CURLoption option, long value);
CURLcode ccurl_set_text(CURL *_Nonnull handle, CURLoption option, const char *_Nullable value);
/* What libcurl copies (CURLOPT_COPYPOSTFIELDS), or keeps hold of until the end of the request (a list of headers). */
CURLcode ccurl_set_pointer(CURL *_Nonnull handle, CURLoption option, const void *_Nullable value);
/* Both get `context`. */
CURLcode ccurl_set_sinks(CURL *_Nonnull handle, curl_write_callback _Nonnull head, curl_write_callback _Nonnull body,
                         void *_Nullable context);
CURLcode ccurl_get_long(CURL *_Nonnull handle, CURLINFO info, long *_Nonnull value);
CURLcode ccurl_get_offset(CURL *_Nonnull handle, CURLINFO info, curl_off_t *_Nonnull value);

/* What is wrong with the server's certificate, where a request ended with CURLE_PEER_FAILED_VERIFICATION. */
enum ccurl_verdict { CCURL_EXPIRED, CCURL_NOT_YET, CCURL_SELF_SIGNED, CCURL_UNVOUCHED, CCURL_OF_ANOTHER, CCURL_ELSE };
enum ccurl_verdict ccurl_get_verdict(CURL *_Nonnull handle);

/* A server is the one whose certificate has this SHA-256. */
struct ccurl_pin {
    CURL *_Nonnull handle;
    unsigned char wanted[32];
    unsigned char found[32];
    int is_other;
};
/* Looks at the certificate of each connection, new or kept open, before anything of the request is sent over it; `pin` stays until the end
   of the request. libcurl itself pins public keys only. */
CURLcode ccurl_set_pin(struct ccurl_pin *_Nonnull pin);

CURLMcode ccurl_multi_set_long(CURLM *_Nonnull multi, CURLMoption option, long value);
CURLMcode ccurl_multi_set_watchers(CURLM *_Nonnull multi, curl_socket_callback _Nonnull socket, curl_multi_timer_callback _Nonnull timer,
                                   void *_Nonnull context);
