#pragma once
/* libcurl for Swift, which cannot call functions with a variable list of arguments (libcurl-easy(3)). */
#include <curl/curl.h>

CURLcode ccurl_set_long(CURL *_Nonnull handle, CURLoption option, long value);
CURLcode ccurl_set_text(CURL *_Nonnull handle, CURLoption option, const char *_Nullable value);
/* What libcurl copies (CURLOPT_COPYPOSTFIELDS) or keeps hold of until the end of the request (a list of headers). */
CURLcode ccurl_set_pointer(CURL *_Nonnull handle, CURLoption option, const void *_Nullable value);
CURLcode ccurl_set_write(CURL *_Nonnull handle, curl_write_callback _Nullable write, void *_Nullable context);
CURLcode ccurl_get_long(CURL *_Nonnull handle, CURLINFO info, long *_Nonnull value);
