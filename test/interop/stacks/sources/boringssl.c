/* A server of BoringSSL (Android 14). Options: --port, --cert, --key, --ca, --auth requested|required, --min and --max
 * 1.0|1.1|1.2|1.3, --suites, --groups, --schemes, --alpn, --tickets 0, --order server. */
#include "serve.h"
#include <openssl/ssl.h>

static SSL_CTX *context;
static const char *protocols;

static void handle(int fd) {
  SSL *ssl = SSL_new(context);
  SSL_set_fd(ssl, fd);
  if (SSL_accept(ssl) != 1) return;
  char buffer[4096];
  if (SSL_read(ssl, buffer, sizeof buffer) > 0) {
    SSL_write(ssl, ANSWER, strlen(ANSWER));
    SSL_shutdown(ssl);
  }
}

static uint16_t version(const char *name) {
  return TLS1_VERSION + (name[2] - '0');
}

static int select_protocol(SSL *ssl, const uint8_t **out, uint8_t *length, const uint8_t *in, unsigned in_length, void *own) {
  static uint8_t list[256];
  unsigned count = 0;
  char copy[200];
  strncpy(copy, protocols, sizeof copy - 1);
  for (char *word = strtok(copy, ","); word; word = strtok(NULL, ",")) {
    list[count++] = strlen(word);
    memcpy(list + count, word, strlen(word));
    count += strlen(word);
  }
  return SSL_select_next_proto((uint8_t **)out, length, list, count, in, in_length) == OPENSSL_NPN_NEGOTIATED
             ? SSL_TLSEXT_ERR_OK
             : SSL_TLSEXT_ERR_NOACK;
}

int main(int argc, char **argv) {
  const char *value;
  context = SSL_CTX_new(TLS_server_method());
  need(SSL_CTX_use_certificate_chain_file(context, option(argc, argv, "cert")), "certificate");
  need(SSL_CTX_use_PrivateKey_file(context, option(argc, argv, "key"), SSL_FILETYPE_PEM), "key");
  need(SSL_CTX_set_min_proto_version(context, version((value = option(argc, argv, "min")) ? value : "1.2")), "min");
  need(SSL_CTX_set_max_proto_version(context, version((value = option(argc, argv, "max")) ? value : "1.3")), "max");
  if ((value = option(argc, argv, "suites"))) need(SSL_CTX_set_strict_cipher_list(context, value), "suites");
  if ((value = option(argc, argv, "groups"))) need(SSL_CTX_set1_curves_list(context, value), "groups");
  if ((value = option(argc, argv, "schemes"))) need(SSL_CTX_set1_sigalgs_list(context, value), "schemes");
  if ((value = option(argc, argv, "ca"))) need(SSL_CTX_load_verify_locations(context, value, NULL), "ca");
  if ((value = option(argc, argv, "auth")))
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | (strcmp(value, "required") == 0 ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), NULL);
  if (option(argc, argv, "tickets")) SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  if (option(argc, argv, "order")) SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
  if ((protocols = option(argc, argv, "alpn"))) SSL_CTX_set_alpn_select_cb(context, select_protocol, NULL);
  uint8_t keys[48];
  /* The same in every process, so that a ticket of one is known to the next. */
  memset(keys, 7, sizeof keys);
  SSL_CTX_set_tlsext_ticket_keys(context, keys, sizeof keys);
  serve(atoi(option(argc, argv, "port")), handle);
}
