/* A server of mbedTLS 3.6. Options: --port, --cert, --key, --cert2, --key2, --ca, --auth none|optional|required,
 * --min and --max 1.2|1.3, --suites (names) --groups and --schemes (numbers), --alpn, --tickets 1, --psk hex,
 * --order client. */
#include "serve.h"
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <mbedtls/ssl_ciphersuites.h>
#include <mbedtls/ssl_ticket.h>
#include <psa/crypto.h>

static mbedtls_ssl_config config;
static mbedtls_ctr_drbg_context random_source;
static mbedtls_entropy_context entropy;
static mbedtls_ssl_ticket_context tickets;

static void handle(int fd) {
  mbedtls_ctr_drbg_reseed(&random_source, NULL, 0);
  mbedtls_net_context net = {fd};
  mbedtls_ssl_context ssl;
  mbedtls_ssl_init(&ssl);
  if (mbedtls_ssl_setup(&ssl, &config)) return;
  mbedtls_ssl_set_bio(&ssl, &net, mbedtls_net_send, mbedtls_net_recv, NULL);
  int result;
  while ((result = mbedtls_ssl_handshake(&ssl)) == MBEDTLS_ERR_SSL_WANT_READ || result == MBEDTLS_ERR_SSL_WANT_WRITE) {
  }
  if (result) return;
  unsigned char buffer[4096];
  if (mbedtls_ssl_read(&ssl, buffer, sizeof buffer) > 0) {
    mbedtls_ssl_write(&ssl, (const unsigned char *)ANSWER, strlen(ANSWER));
    mbedtls_ssl_close_notify(&ssl);
  }
}

static void certify(const char *cert, const char *key) {
  static mbedtls_x509_crt chains[2];
  static mbedtls_pk_context keys[2];
  static int count;
  if (cert == NULL) return;
  mbedtls_x509_crt_init(&chains[count]);
  mbedtls_pk_init(&keys[count]);
  need(mbedtls_x509_crt_parse_file(&chains[count], cert) == 0, "certificate");
  need(mbedtls_pk_parse_keyfile(&keys[count], key, NULL, mbedtls_ctr_drbg_random, &random_source) == 0, "key");
  need(mbedtls_ssl_conf_own_cert(&config, &chains[count], &keys[count]) == 0, "own_cert");
  count++;
}

static mbedtls_ssl_protocol_version version(const char *name) {
  return strcmp(name, "1.3") == 0 ? MBEDTLS_SSL_VERSION_TLS1_3 : MBEDTLS_SSL_VERSION_TLS1_2;
}

static uint16_t *numbers(const char *list) {
  uint16_t *values = calloc(64, sizeof *values);
  char *copy = strdup(list);
  int count = 0;
  for (char *word = strtok(copy, ","); word; word = strtok(NULL, ",")) values[count++] = strtol(word, NULL, 16);
  return values;
}

int main(int argc, char **argv) {
  const char *value;
  mbedtls_entropy_init(&entropy);
  mbedtls_ctr_drbg_init(&random_source);
  mbedtls_ctr_drbg_seed(&random_source, mbedtls_entropy_func, &entropy, NULL, 0);
  need(psa_crypto_init() == PSA_SUCCESS, "psa_crypto_init");
  mbedtls_ssl_config_init(&config);
  mbedtls_ssl_config_defaults(&config, MBEDTLS_SSL_IS_SERVER, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
  mbedtls_ssl_conf_rng(&config, mbedtls_ctr_drbg_random, &random_source);
  certify(option(argc, argv, "cert"), option(argc, argv, "key"));
  certify(option(argc, argv, "cert2"), option(argc, argv, "key2"));
  if ((value = option(argc, argv, "ca"))) {
    static mbedtls_x509_crt ca;
    mbedtls_x509_crt_init(&ca);
    need(mbedtls_x509_crt_parse_file(&ca, value) == 0, "ca");
    mbedtls_ssl_conf_ca_chain(&config, &ca, NULL);
  }
  if ((value = option(argc, argv, "auth")))
    mbedtls_ssl_conf_authmode(&config, strcmp(value, "required") == 0 ? MBEDTLS_SSL_VERIFY_REQUIRED : MBEDTLS_SSL_VERIFY_OPTIONAL);
  if ((value = option(argc, argv, "min"))) mbedtls_ssl_conf_min_tls_version(&config, version(value));
  if ((value = option(argc, argv, "max"))) mbedtls_ssl_conf_max_tls_version(&config, version(value));
  if ((value = option(argc, argv, "groups"))) mbedtls_ssl_conf_groups(&config, numbers(value));
  if ((value = option(argc, argv, "schemes"))) mbedtls_ssl_conf_sig_algs(&config, numbers(value));
  if ((value = option(argc, argv, "suites"))) {
    static int suites[256];
    char *copy = strdup(value);
    int count = 0;
    for (char *word = strtok(copy, ","); word; word = strtok(NULL, ",")) {
      suites[count] = mbedtls_ssl_get_ciphersuite_id(word);
      need(suites[count++] != 0, word);
    }
    mbedtls_ssl_conf_ciphersuites(&config, suites);
  }
  if ((value = option(argc, argv, "alpn"))) {
    static const char *protocols[9];
    char *copy = strdup(value);
    int count = 0;
    for (char *word = strtok(copy, ","); word; word = strtok(NULL, ",")) protocols[count++] = word;
    mbedtls_ssl_conf_alpn_protocols(&config, protocols);
  }
  if (option(argc, argv, "tickets")) {
    mbedtls_ssl_ticket_init(&tickets);
    need(mbedtls_ssl_ticket_setup(&tickets, mbedtls_ctr_drbg_random, &random_source, MBEDTLS_CIPHER_AES_256_GCM, 86400) == 0, "tickets");
    mbedtls_ssl_conf_session_tickets_cb(&config, mbedtls_ssl_ticket_write, mbedtls_ssl_ticket_parse, &tickets);
  }
  if ((value = option(argc, argv, "order")))
    mbedtls_ssl_conf_preference_order(&config, MBEDTLS_SSL_SRV_CIPHERSUITE_ORDER_CLIENT);
  if ((value = option(argc, argv, "psk"))) {
    unsigned char key[64];
    size_t length = strlen(value) / 2;
    for (size_t i = 0; i < length; i++) sscanf(value + 2 * i, "%2hhx", &key[i]);
    mbedtls_ssl_conf_psk(&config, key, length, (const unsigned char *)"Client_identity", 15);
  }
  serve(atoi(option(argc, argv, "port")), handle);
}
