/* A server of BearSSL. Options: --port, --profile (one of its own names), --cert, --ca and --key (DER),
 * --min and --max 1.0|1.1|1.2, --alpn, --order server. */
#include "serve.h"
#include <bearssl.h>

static br_x509_certificate chain[2];
static br_rsa_private_key rsa;
static br_ec_private_key ec;
static br_skey_decoder_context decoder;
static const char *profile, *protocols[4];
static size_t protocol_count;
static unsigned min_version = BR_TLS10, max_version = BR_TLS12;
static int order;

static unsigned char *read_file(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  need(file != NULL, path);
  unsigned char *data = malloc(65536);
  *length = fread(data, 1, 65536, file);
  fclose(file);
  return data;
}

static int low_read(void *context, unsigned char *data, size_t length) {
  ssize_t count = read(*(int *)context, data, length);
  return count > 0 ? (int)count : -1;
}

static int low_write(void *context, const unsigned char *data, size_t length) {
  ssize_t count = write(*(int *)context, data, length);
  return count > 0 ? (int)count : -1;
}

static void handle(int fd) {
  static br_ssl_server_context server;
  static unsigned char buffer[BR_SSL_BUFSIZE_BIDI];
  if (strcmp(profile, "full_rsa") == 0) br_ssl_server_init_full_rsa(&server, chain, 2, &rsa);
  if (strcmp(profile, "full_ec") == 0) br_ssl_server_init_full_ec(&server, chain, 2, BR_KEYTYPE_RSA, &ec);
  if (strcmp(profile, "minr2g") == 0) br_ssl_server_init_minr2g(&server, chain, 2, &rsa);
  if (strcmp(profile, "mine2g") == 0) br_ssl_server_init_mine2g(&server, chain, 2, &rsa);
  if (strcmp(profile, "minf2g") == 0) br_ssl_server_init_minf2g(&server, chain, 2, &ec);
  if (strcmp(profile, "mine2c") == 0) br_ssl_server_init_mine2c(&server, chain, 2, &rsa);
  if (strcmp(profile, "minu2g") == 0) br_ssl_server_init_minu2g(&server, chain, 2, &ec);
  if (strcmp(profile, "minv2g") == 0) br_ssl_server_init_minv2g(&server, chain, 2, &ec);
  br_ssl_engine_set_versions(&server.eng, min_version, max_version);
  if (protocol_count) br_ssl_engine_set_protocol_names(&server.eng, protocols, protocol_count);
  if (order) br_ssl_engine_add_flags(&server.eng, BR_OPT_ENFORCE_SERVER_PREFERENCES);
  br_ssl_engine_set_buffer(&server.eng, buffer, sizeof buffer, 1);
  br_ssl_server_reset(&server);
  br_sslio_context io;
  br_sslio_init(&io, &server.eng, low_read, &fd, low_write, &fd);
  char request[4096];
  if (br_sslio_read(&io, request, sizeof request) <= 0) return;
  br_sslio_write_all(&io, ANSWER, strlen(ANSWER));
  br_sslio_close(&io);
}

static unsigned version(const char *name) {
  return strcmp(name, "1.0") == 0 ? BR_TLS10 : strcmp(name, "1.1") == 0 ? BR_TLS11 : BR_TLS12;
}

int main(int argc, char **argv) {
  const char *value;
  size_t length;
  profile = option(argc, argv, "profile");
  chain[0].data = read_file(option(argc, argv, "cert"), &chain[0].data_len);
  chain[1].data = read_file(option(argc, argv, "ca"), &chain[1].data_len);
  unsigned char *key = read_file(option(argc, argv, "key"), &length);
  br_skey_decoder_init(&decoder);
  br_skey_decoder_push(&decoder, key, length);
  need(br_skey_decoder_last_error(&decoder) == 0, "key");
  const br_rsa_private_key *rsa_key = br_skey_decoder_get_rsa(&decoder);
  const br_ec_private_key *ec_key = br_skey_decoder_get_ec(&decoder);
  if (rsa_key) rsa = *rsa_key;
  if (ec_key) ec = *ec_key;
  if ((value = option(argc, argv, "min"))) min_version = version(value);
  if ((value = option(argc, argv, "max"))) max_version = version(value);
  order = option(argc, argv, "order") != NULL;
  if ((value = option(argc, argv, "alpn")))
    for (char *word = strtok(strdup(value), ","); word; word = strtok(NULL, ",")) protocols[protocol_count++] = word;
  serve(atoi(option(argc, argv, "port")), handle);
}
