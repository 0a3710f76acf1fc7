/** What is recorded: a server as it was started, a client, and what must therefore be seen. */

export type Scenario = {
  name: string
  /** `{port}` is filled in. */
  server: string
  /** A command to run first. */
  prepare?: string
  /** Asks the server's program for its version. */
  version: string
  /** A configuration file that the server's command names. */
  file?: { name: string; text: string }
  client: Client13Scenario | Client12 | ClientHelloOnly
  /** By name, as the registry has it. */
  shows: Shows
}

/** This program's own TLS 1.3 client, so that its private keys can be kept. */
export type Client13Scenario = {
  kind: 'tls13'
  groups: readonly string[]
  /** The groups that get a KeyShareEntry at once. */
  shares: readonly string[]
  suites?: readonly string[]
  /** Data of extensions that src/tls has no encoder for. */
  extensions?: readonly { type: number; hex: string }[]
  /** Application data instead of close_notify, to see what the server makes of a missing client certificate. */
  request?: string
}

/** OpenSSL's s_client, through a relay that writes both directions down. */
export type Client12 = { kind: 's_client'; arguments: string }

/** One ClientHello of this program, and the answer. */
export type ClientHelloOnly = { kind: 'hello'; version: string; suites: readonly string[] }

export type Shows = {
  version?: string
  cipherSuite?: string
  group?: string
  /** Of CertificateVerify or ServerKeyExchange. */
  scheme?: string
  /** All that a TLS 1.3 server sends, in order; of an older one the flight that ends with ServerHelloDone. */
  messages?: readonly string[]
  alerts?: readonly string[]
  retried?: true
  /** Bits of the Diffie-Hellman prime. */
  primeBits?: number
  /** How the handshake messages lie in the records. */
  shape?: 'several messages in one record' | 'one message over several records'
}

const OPENSSL = 'openssl version'
const S_SERVER = 'openssl s_server -accept 127.0.0.1:{port} -naccept 100 -quiet'
const EC = '-cert ec.pem -key ec.key'
const RSA = '-cert rsa.pem -key rsa.key'
const MLDSA = '-cert mldsa.pem -key mldsa.key'
const WEAK = '-cipher ALL:@SECLEVEL=0'

const GNUTLS = 'gnutls-serv --version'
const GNUTLS_SERV = 'gnutls-serv --echo --port {port} --x509certfile rsa.pem --x509keyfile rsa.key'

const FLIGHT13 = ['server_hello', 'encrypted_extensions', 'certificate', 'certificate_verify', 'finished']
const TICKETS = ['new_session_ticket', 'new_session_ticket']
const EPHEMERAL12 = ['server_hello', 'certificate', 'server_key_exchange', 'server_hello_done']
const STATIC12 = ['server_hello', 'certificate', 'server_hello_done']

const nginx = (certificate: string, more = ''): { name: string; text: string } => ({
  name: 'nginx.conf',
  text: `daemon off; master_process off; pid nginx.pid; error_log stderr;
events {}
http {
  access_log off;
  server {
    listen 127.0.0.1:{port} ssl;
    ssl_certificate ${certificate}.pem; ssl_certificate_key ${certificate}.key; ${more}
    location / { return 204; }
  }
}
`,
})

const haproxy = (): { name: string; text: string } => ({
  name: 'haproxy.cfg',
  text: `defaults
  mode http
  timeout client 5s
frontend recording
  bind 127.0.0.1:{port} ssl crt rsa-both.pem curves X25519:P-256
  http-request return status 204
`,
})

const NGINX = 'nginx -p . -e stderr -c nginx.conf'
const HAPROXY = 'haproxy -db -f haproxy.cfg'
const GO = './server {port}'
const BUILD = 'go build -o server server.go'

/** NSS' own test server, out of Debian's package and not installed; its database takes the key of the others. */
const NSS = './nss/usr/bin/selfserv -p {port} -d . -n rsa -w none'
const NSS_VERSION = 'echo "NSS selfserv $(dpkg-deb -f libnss3-tools*.deb Version)"'
const UNPACK = `test -e nss || { ${[
  'apt-get download libnss3-tools',
  'dpkg-deb -x libnss3-tools*.deb nss',
  './nss/usr/bin/certutil -N -d . --empty-password',
  './nss/usr/bin/pk12util -i rsa.p12 -d . -W recording',
].join(' && ')}; }`

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'openssl-tls13-x25519mlkem768',
    server: `${S_SERVER} ${EC} -tls1_3`,
    version: OPENSSL,
    client: { kind: 'tls13', groups: ['X25519MLKEM768', 'x25519'], shares: ['X25519MLKEM768', 'x25519'] },
    shows: {
      version: 'TLS 1.3',
      group: 'X25519MLKEM768',
      scheme: 'ecdsa_secp256r1_sha256',
      messages: [...FLIGHT13, ...TICKETS],
    },
  },
  {
    name: 'openssl-tls13-x25519-aes-128-gcm',
    server: `${S_SERVER} ${EC} -tls1_3 -num_tickets 1`,
    version: OPENSSL,
    client: { kind: 'tls13', groups: ['x25519'], shares: ['x25519'], suites: ['TLS_AES_128_GCM_SHA256'] },
    shows: {
      version: 'TLS 1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      group: 'x25519',
      messages: [...FLIGHT13, 'new_session_ticket'],
    },
  },
  {
    name: 'openssl-tls13-x25519-chacha20-poly1305-padded',
    server: `${S_SERVER} ${RSA} -tls1_3 -record_padding 512`,
    version: OPENSSL,
    client: { kind: 'tls13', groups: ['x25519'], shares: ['x25519'], suites: ['TLS_CHACHA20_POLY1305_SHA256'] },
    shows: {
      version: 'TLS 1.3',
      cipherSuite: 'TLS_CHACHA20_POLY1305_SHA256',
      scheme: 'rsa_pss_rsae_sha256',
      messages: [...FLIGHT13, ...TICKETS],
    },
  },
  ...['TLS_AES_128_CCM_SHA256', 'TLS_AES_128_CCM_8_SHA256'].map(
    (suite): Scenario => ({
      name: `openssl-tls13-x25519-${suite.slice(4, -7).toLowerCase().replaceAll('_', '-')}`,
      server: `${S_SERVER} ${EC} -tls1_3 -ciphersuites ${suite} ${WEAK} -num_tickets 0`,
      version: OPENSSL,
      client: { kind: 'tls13', groups: ['x25519'], shares: ['x25519'], suites: [suite] },
      shows: { version: 'TLS 1.3', cipherSuite: suite, messages: FLIGHT13 },
    }),
  ),
  {
    name: 'openssl-tls13-secp256r1mlkem768',
    server: `${S_SERVER} ${EC} -tls1_3 -groups SecP256r1MLKEM768 -num_tickets 0`,
    version: OPENSSL,
    client: { kind: 'tls13', groups: ['SecP256r1MLKEM768', 'x25519'], shares: ['SecP256r1MLKEM768'] },
    shows: { version: 'TLS 1.3', group: 'SecP256r1MLKEM768', messages: FLIGHT13 },
  },
  {
    name: 'openssl-tls13-hello-retry-request',
    server: `${S_SERVER} ${EC} -tls1_3 -groups P-384 -num_tickets 0`,
    version: OPENSSL,
    client: { kind: 'tls13', groups: ['x25519', 'secp384r1'], shares: ['x25519'] },
    shows: { version: 'TLS 1.3', group: 'secp384r1', retried: true, messages: ['server_hello', ...FLIGHT13] },
  },
  {
    name: 'openssl-tls13-hello-retry-request-empty-key-share',
    server: `${S_SERVER} ${EC} -tls1_3 -num_tickets 0`,
    version: OPENSSL,
    client: { kind: 'tls13', groups: ['X25519MLKEM768', 'x25519'], shares: [] },
    shows: {
      version: 'TLS 1.3',
      group: 'X25519MLKEM768',
      retried: true,
      messages: ['server_hello', ...FLIGHT13],
    },
  },
  {
    name: 'openssl-tls13-mldsa65',
    server: `${S_SERVER} ${MLDSA} -tls1_3 -num_tickets 0`,
    version: OPENSSL,
    client: { kind: 'tls13', groups: ['X25519MLKEM768'], shares: ['X25519MLKEM768'] },
    shows: { version: 'TLS 1.3', scheme: 'mldsa65', messages: FLIGHT13 },
  },
  {
    name: 'openssl-tls13-certificate-requested',
    server: `${S_SERVER} ${EC} -tls1_3 -verify 1 -CAfile rsa.pem -num_tickets 1`,
    version: OPENSSL,
    client: { kind: 'tls13', groups: ['x25519'], shares: ['x25519'] },
    shows: {
      version: 'TLS 1.3',
      messages: [
        'server_hello',
        'encrypted_extensions',
        'certificate_request',
        'certificate',
        'certificate_verify',
        'finished',
        'new_session_ticket',
      ],
    },
  },
  {
    name: 'openssl-tls13-certificate-required',
    server: `${S_SERVER} ${EC} -tls1_3 -Verify 1 -num_tickets 0`,
    version: OPENSSL,
    client: { kind: 'tls13', groups: ['x25519'], shares: ['x25519'], request: 'x' },
    shows: { version: 'TLS 1.3', alerts: ['certificate_required'] },
  },
  {
    name: 'openssl-tls13-max-fragment-length-512',
    server: `${S_SERVER} ${MLDSA} -tls1_3 -num_tickets 0`,
    version: OPENSSL,
    client: { kind: 'tls13', groups: ['x25519'], shares: ['x25519'], extensions: [{ type: 1, hex: '01' }] },
    shows: { version: 'TLS 1.3', messages: FLIGHT13, shape: 'one message over several records' },
  },
  {
    name: 'openssl-tls13-no-common-group',
    server: `${S_SERVER} ${EC} -tls1_3 -groups P-521`,
    version: OPENSSL,
    client: { kind: 'tls13', groups: ['x25519'], shares: ['x25519'] },
    shows: { messages: [], alerts: ['handshake_failure'] },
  },
  {
    name: 'nginx-tls13-x25519mlkem768',
    server: NGINX,
    version: 'nginx -v',
    file: nginx('rsa'),
    client: { kind: 'tls13', groups: ['X25519MLKEM768', 'x25519'], shares: ['X25519MLKEM768'] },
    shows: {
      version: 'TLS 1.3',
      group: 'X25519MLKEM768',
      scheme: 'rsa_pss_rsae_sha256',
      messages: [...FLIGHT13, ...TICKETS],
    },
  },
  {
    name: 'nginx-tls12-ecdhe-ecdsa',
    server: NGINX,
    version: 'nginx -v',
    file: nginx('ec', 'ssl_protocols TLSv1.2;'),
    client: { kind: 's_client', arguments: '-tls1_2' },
    shows: { version: 'TLS 1.2', scheme: 'ecdsa_secp256r1_sha256', messages: EPHEMERAL12 },
  },
  {
    name: 'nginx-tls13-refuses-tls12',
    server: NGINX,
    version: 'nginx -v',
    file: nginx('ec', 'ssl_protocols TLSv1.3;'),
    client: { kind: 's_client', arguments: '-tls1_2' },
    shows: { messages: [], alerts: ['protocol_version'] },
  },
  {
    name: 'go-tls13-x25519mlkem768',
    server: `${GO} rsa.pem rsa.key`,
    prepare: BUILD,
    version: 'go version',
    client: { kind: 'tls13', groups: ['X25519MLKEM768', 'x25519'], shares: ['X25519MLKEM768', 'x25519'] },
    shows: { version: 'TLS 1.3', group: 'X25519MLKEM768', messages: [...FLIGHT13, 'new_session_ticket'] },
  },
  {
    name: 'go-tls13-hello-retry-request-empty-key-share',
    server: `${GO} ec.pem ec.key`,
    prepare: BUILD,
    version: 'go version',
    client: { kind: 'tls13', groups: ['secp256r1', 'x25519'], shares: [] },
    shows: { version: 'TLS 1.3', group: 'x25519', retried: true },
  },
  {
    name: 'go-tls12-ecdhe-rsa',
    server: `${GO} rsa.pem rsa.key`,
    prepare: BUILD,
    version: 'go version',
    client: { kind: 's_client', arguments: '-tls1_2' },
    shows: { version: 'TLS 1.2', messages: EPHEMERAL12 },
  },
  {
    name: 'go-refuses-tls10',
    server: `${GO} rsa.pem rsa.key`,
    prepare: BUILD,
    version: 'go version',
    client: { kind: 's_client', arguments: `-tls1 ${WEAK}` },
    shows: { messages: [], alerts: ['protocol_version'] },
  },
  {
    name: 'gnutls-tls13-x25519',
    server: `${GNUTLS_SERV} --disable-client-cert`,
    version: GNUTLS,
    client: { kind: 'tls13', groups: ['x25519', 'secp256r1'], shares: ['x25519'] },
    shows: { version: 'TLS 1.3', group: 'x25519' },
  },
  {
    name: 'gnutls-tls13-record-size-limit',
    server: `${GNUTLS_SERV} --disable-client-cert`,
    version: GNUTLS,
    client: {
      kind: 'tls13',
      groups: ['secp256r1'],
      shares: ['secp256r1'],
      extensions: [{ type: 28, hex: '0200' }],
    },
    shows: { version: 'TLS 1.3', group: 'secp256r1', shape: 'one message over several records' },
  },
  {
    name: 'gnutls-tls12-dhe-rsa',
    server: `${GNUTLS_SERV} --disable-client-cert --priority NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+DHE-RSA`,
    version: GNUTLS,
    client: { kind: 's_client', arguments: '-tls1_2' },
    shows: { version: 'TLS 1.2', messages: EPHEMERAL12 },
  },
  {
    name: 'gnutls-tls12-certificate-requested',
    server: GNUTLS_SERV,
    version: GNUTLS,
    client: { kind: 's_client', arguments: '-tls1_2' },
    shows: {
      version: 'TLS 1.2',
      messages: ['server_hello', 'certificate', 'server_key_exchange', 'certificate_request', 'server_hello_done'],
    },
  },
  {
    name: 'haproxy-tls13-x25519',
    server: HAPROXY,
    version: 'haproxy -v',
    file: haproxy(),
    client: { kind: 'tls13', groups: ['x25519', 'secp256r1'], shares: ['x25519'] },
    shows: { version: 'TLS 1.3', group: 'x25519', scheme: 'rsa_pss_rsae_sha256' },
  },
  {
    name: 'haproxy-tls12-ecdhe-rsa',
    server: HAPROXY,
    version: 'haproxy -v',
    file: haproxy(),
    client: { kind: 's_client', arguments: '-tls1_2 -groups P-256' },
    shows: { version: 'TLS 1.2', group: 'secp256r1', messages: EPHEMERAL12 },
  },
  {
    name: 'openssl-tls12-ecdhe-rsa',
    server: `${S_SERVER} ${RSA} -tls1_2`,
    version: OPENSSL,
    client: { kind: 's_client', arguments: '-tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256 -groups x25519' },
    shows: {
      version: 'TLS 1.2',
      cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
      group: 'x25519',
      scheme: 'rsa_pss_rsae_sha256',
      messages: EPHEMERAL12,
    },
  },
  {
    name: 'openssl-tls12-dhe-rsa',
    server: `${S_SERVER} ${RSA} -tls1_2`,
    version: OPENSSL,
    client: { kind: 's_client', arguments: '-tls1_2 -cipher DHE-RSA-AES256-GCM-SHA384 -sigalgs RSA+SHA256' },
    shows: {
      version: 'TLS 1.2',
      cipherSuite: 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384',
      scheme: 'rsa_pkcs1_sha256',
      primeBits: 2048,
      messages: EPHEMERAL12,
    },
  },
  {
    name: 'openssl-tls12-static-rsa',
    server: `${S_SERVER} ${RSA} -tls1_2`,
    version: OPENSSL,
    client: { kind: 's_client', arguments: '-tls1_2 -cipher AES128-SHA' },
    shows: { version: 'TLS 1.2', cipherSuite: 'TLS_RSA_WITH_AES_128_CBC_SHA', messages: STATIC12 },
  },
  {
    name: 'openssl-tls12-anonymous',
    server: `${S_SERVER} ${RSA} -tls1_2 ${WEAK}`,
    version: OPENSSL,
    client: { kind: 's_client', arguments: '-tls1_2 -cipher AECDH-AES128-SHA:@SECLEVEL=0' },
    shows: {
      version: 'TLS 1.2',
      cipherSuite: 'TLS_ECDH_anon_WITH_AES_128_CBC_SHA',
      messages: ['server_hello', 'server_key_exchange', 'server_hello_done'],
    },
  },
  {
    name: 'openssl-tls12-client-certificate',
    server: `${S_SERVER} ${EC} -tls1_2 -verify 1 -CAfile rsa.pem`,
    version: OPENSSL,
    client: { kind: 's_client', arguments: `-tls1_2 ${RSA}` },
    shows: {
      version: 'TLS 1.2',
      messages: ['server_hello', 'certificate', 'server_key_exchange', 'certificate_request', 'server_hello_done'],
    },
  },
  {
    name: 'openssl-tls12-warning-first',
    server: `${S_SERVER} ${RSA} -tls1_2 -servername other.example -cert2 rsa.pem -key2 rsa.key`,
    version: OPENSSL,
    client: { kind: 's_client', arguments: '-tls1_2 -servername localhost' },
    shows: { version: 'TLS 1.2', messages: EPHEMERAL12, alerts: ['unrecognized_name'] },
  },
  {
    name: 'openssl-tls12-max-fragment-length-512',
    server: `${S_SERVER} ${RSA} -tls1_2`,
    version: OPENSSL,
    client: { kind: 's_client', arguments: '-tls1_2 -maxfraglen 512' },
    shows: { version: 'TLS 1.2', messages: EPHEMERAL12, shape: 'one message over several records' },
  },
  {
    name: 'nss-tls13-several-messages-in-one-record',
    server: `${NSS} -V tls1.3:tls1.3`,
    prepare: UNPACK,
    version: NSS_VERSION,
    client: { kind: 'tls13', groups: ['x25519'], shares: ['x25519'] },
    shows: { version: 'TLS 1.3', group: 'x25519', shape: 'several messages in one record' },
  },
  {
    name: 'nss-tls12-several-messages-in-one-record',
    server: `${NSS} -V tls1.2:tls1.2`,
    prepare: UNPACK,
    version: NSS_VERSION,
    client: { kind: 's_client', arguments: '-tls1_2' },
    shows: { version: 'TLS 1.2', messages: EPHEMERAL12, shape: 'several messages in one record' },
  },
  {
    name: 'java-tls12-ecdhe-rsa',
    server: 'java Server.java {port} rsa.p12 TLSv1.2',
    version: 'java -version',
    client: { kind: 's_client', arguments: '-tls1_2' },
    shows: { version: 'TLS 1.2', messages: EPHEMERAL12 },
  },
  ...(['1.1', '1.0'] as const).map(
    (version): Scenario => ({
      name: `openssl-tls${version.replace('.', '')}-ecdhe-rsa`,
      server: `${S_SERVER} ${RSA} ${WEAK}`,
      version: OPENSSL,
      client: { kind: 's_client', arguments: `${version === '1.1' ? '-tls1_1' : '-tls1'} ${WEAK}` },
      shows: { version: `TLS ${version}`, messages: EPHEMERAL12 },
    }),
  ),
  {
    name: 'openssl-tls10-dhe-rsa',
    server: `${S_SERVER} ${RSA} ${WEAK}`,
    version: OPENSSL,
    client: { kind: 's_client', arguments: '-tls1 -cipher DHE-RSA-AES128-SHA:@SECLEVEL=0' },
    shows: { version: 'TLS 1.0', primeBits: 2048, messages: EPHEMERAL12 },
  },
  {
    name: 'java-ssl30-dhe-rsa',
    server: 'java Server.java {port} rsa.p12 SSLv3',
    version: 'java -version',
    client: { kind: 'hello', version: 'SSL 3.0', suites: ['TLS_DHE_RSA_WITH_AES_128_CBC_SHA'] },
    shows: { version: 'SSL 3.0', messages: EPHEMERAL12 },
  },
  {
    name: 'java-ssl30-static-rsa',
    server: 'java Server.java {port} rsa.p12 SSLv3',
    version: 'java -version',
    client: { kind: 'hello', version: 'SSL 3.0', suites: ['TLS_RSA_WITH_AES_128_CBC_SHA'] },
    shows: { version: 'SSL 3.0', messages: STATIC12 },
  },
]
