/* A server of wolfSSL. Options: --port, --cert, --key, --ca, --auth optional|required, --version 1.0|1.2|1.3|any,
 * --suites (names), --groups (numbers), --alpn, --tickets 1. */
#include "serve.h"
#include <wolfssl/options.h>
#include <wolfssl/ssl.h>

static WOLFSSL_CTX *context;
static const char *protocols;

static void handle(int fd) {
  WOLFSSL *ssl = wolfSSL_new(context);
  wolfSSL_set_fd(ssl, fd);
#ifdef HAVE_ALPN
  if (protocols) wolfSSL_UseALPN(ssl, (char *)protocols, strlen(protocols), WOLFSSL_ALPN_CONTINUE_ON_MISMATCH);
#endif
  if (wolfSSL_accept(ssl) != WOLFSSL_SUCCESS) return;
  char buffer[4096];
  if (wolfSSL_read(ssl, buffer, sizeof buffer) > 0) {
    wolfSSL_write(ssl, ANSWER, strlen(ANSWER));
    wolfSSL_shutdown(ssl);
  }
}

int main(int argc, char **argv) {
  const char *value, *version = option(argc, argv, "version");
  wolfSSL_Init();
  if (version == NULL) version = "any";
  context = wolfSSL_CTX_new(strcmp(version, "1.3") == 0   ? wolfTLSv1_3_server_method()
                            : strcmp(version, "1.2") == 0 ? wolfTLSv1_2_server_method()
                                                          : wolfSSLv23_server_method());
  need(context != NULL, "context");
  if ((value = option(argc, argv, "min"))) need(wolfSSL_CTX_SetMinVersion(context, atoi(value)) == WOLFSSL_SUCCESS, "min");
  need(wolfSSL_CTX_use_certificate_chain_file(context, option(argc, argv, "cert")) == WOLFSSL_SUCCESS, "certificate");
  need(wolfSSL_CTX_use_PrivateKey_file(context, option(argc, argv, "key"), WOLFSSL_FILETYPE_PEM) == WOLFSSL_SUCCESS, "key");
  if ((value = option(argc, argv, "ca"))) wolfSSL_CTX_load_verify_locations(context, value, NULL);
  if ((value = option(argc, argv, "auth")))
    wolfSSL_CTX_set_verify(context, WOLFSSL_VERIFY_PEER | (strcmp(value, "required") == 0 ? WOLFSSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), NULL);
  else
    wolfSSL_CTX_set_verify(context, WOLFSSL_VERIFY_NONE, NULL);
  if ((value = option(argc, argv, "suites"))) need(wolfSSL_CTX_set_cipher_list(context, value) == WOLFSSL_SUCCESS, "suites");
#ifdef WOLFSSL_TLS13
  if ((value = option(argc, argv, "groups"))) {
    int groups[16], count = 0;
    char *copy = strdup(value);
    for (char *word = strtok(copy, ","); word; word = strtok(NULL, ",")) groups[count++] = strtol(word, NULL, 16);
    need(wolfSSL_CTX_set_groups(context, groups, count) == WOLFSSL_SUCCESS, "groups");
  }
#endif
#ifndef NO_DH
  if ((value = option(argc, argv, "dh"))) need(wolfSSL_CTX_SetTmpDH_file(context, value, WOLFSSL_FILETYPE_PEM) == WOLFSSL_SUCCESS, "dh");
#endif
  protocols = option(argc, argv, "alpn");
  serve(atoi(option(argc, argv, "port")), handle);
}
