import type { Running } from '../../servers/tlsServers.ts'
import type { Configuration, Known } from '../configuration.ts'
import type { Material } from '../material.ts'

type Run = (port: number, material: Material) => Running

/** Proxies and web servers on OpenSSL whose settings servers of MCP have. */
const server = (
  stack: string,
  name: string,
  program: string,
  run: Run,
  known: Known = {},
): Configuration => ({
  stack,
  name,
  needs: [program],
  known,
  run,
})

const nginx =
  (servers: (port: number, material: Material) => string): Run =>
  (port, material) => {
    const config = `daemon off; pid ${material.inside}/nginx-${port}.pid; error_log ${material.inside}/nginx.log;
events {}
http { access_log off; ${servers(port, material)} }
`
    return { command: ['nginx', '-c', material.write(`nginx-${port}.conf`, config)] }
  }

const nginxPair = ({ keys }: Material, key: keyof Material['keys']): string =>
  `ssl_certificate ${keys[key]}.pem; ssl_certificate_key ${keys[key]}.key;`

const haproxy =
  (bind: (material: Material) => string): Run =>
  (port, material) => {
    const config = `defaults
    mode http
    timeout client 5s
    timeout connect 5s
    timeout server 5s
frontend here
    bind 127.0.0.1:${port} ssl ${bind(material)}
    http-request return status 200
`
    return { command: ['haproxy', '-db', '-f', material.write(`haproxy-${port}.cfg`, config)] }
  }

const apache =
  (lines: (material: Material) => string): Run =>
  (port, material) => {
    const config = `ServerName localhost
ServerRoot ${material.inside}
DefaultRuntimeDir ${material.inside}
PidFile ${material.inside}/apache-${port}.pid
ErrorLog ${material.inside}/apache-${port}.log
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so
LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
User www-data
Group www-data
Listen 127.0.0.1:${port} https
SSLEngine on
${lines(material)}
`
    return { command: ['apache2', '-D', 'FOREGROUND', '-f', material.write(`apache-${port}.conf`, config)] }
  }

const apachePair = ({ keys }: Material, key: keyof Material['keys']): string =>
  `SSLCertificateFile ${keys[key]}.pem
SSLCertificateKeyFile ${keys[key]}.key`

/** Behind it is `cat`, which sends back what comes. */
const stunnel =
  (key: keyof Material['keys'], lines: string): Run =>
  (port, material) => {
    const config = `foreground = yes
pid =
[here]
accept = 127.0.0.1:${port}
exec = /bin/cat
cert = ${material.keys[key]}.pem
key = ${material.keys[key]}.key
${lines}
`
    return { command: ['stunnel4', material.write(`stunnel-${port}.conf`, config)] }
  }

/** Nothing is behind it: it closes after the handshake. */
const hitch =
  (key: keyof Material['keys'], lines: string): Run =>
  (port, material) => {
    const config = `frontend = "[127.0.0.1]:${port}"
backend = "[127.0.0.1]:9"
pem-file = "${material.keys[key]}.both"
workers = 1
daemon = off
user = "nobody"
${lines}
`
    return { command: ['hitch', `--config=${material.write(`hitch-${port}.conf`, config)}`] }
  }

export const PROXIES = [
  server(
    'nginx 1.26',
    'another certificate, and other suites, for the name that is asked for',
    '/usr/sbin/nginx',
    nginx(
      (port, material) => `
server { listen 127.0.0.1:${port} ssl default_server; ssl_reject_handshake on; }
server { listen 127.0.0.1:${port} ssl; server_name localhost; ${nginxPair(material, 'p384')}
ssl_prefer_server_ciphers on; return 200; }`,
    ),
    // The curve of the certificate has to be offered too (RFC 8422 §5.1), as the scan does.
    { ignore: { 'curve x448': 's_client offers one curve at a time' } },
  ),
  server(
    'nginx 1.26',
    'RSA and ECDSA certificates, HTTP/2, no tickets',
    '/usr/sbin/nginx',
    nginx(
      (port, material) => `server { listen 127.0.0.1:${port} ssl; http2 on;
ssl_session_tickets off; ssl_session_cache shared:a:1m;
${nginxPair(material, 'rsa')} ${nginxPair(material, 'p256')} return 200; }`,
    ),
  ),
  server(
    'nginx 1.26',
    'a client certificate asked for by HTTP',
    '/usr/sbin/nginx',
    nginx(
      (port, material) => `server { listen 127.0.0.1:${port} ssl; ssl_verify_client on;
ssl_client_certificate ${material.ca}; ${nginxPair(material, 'rsa')} return 200; }`,
    ),
    { clientCertificate: 'required', clientKey: 'p256' },
  ),
  server(
    'nginx 1.26',
    'preferences by tuples, early data, HTTP/2',
    '/usr/sbin/nginx',
    nginx(
      (port, material) => `server { listen 127.0.0.1:${port} ssl; http2 on; ssl_early_data on;
ssl_ecdh_curve X25519:P-256/X25519MLKEM768:SecP256r1MLKEM768; ssl_protocols TLSv1.2 TLSv1.3;
ssl_ciphers ECDHE+AESGCM; ssl_session_timeout 10m; ${nginxPair(material, 'p256')} return 200; }`,
    ),
  ),
  server(
    'HAProxy 3.0',
    'strict SNI, two certificates, one protocol, its own order',
    '/usr/sbin/haproxy',
    haproxy(
      ({ keys }) =>
        `strict-sni crt ${keys.rsa}.both crt ${keys.p384}.both alpn http/1.1 prefer-client-ciphers curves P-384:X25519 ciphersuites TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256`,
    ),
  ),
  server(
    'HAProxy 3.0',
    'hybrid first, ALPN',
    '/usr/sbin/haproxy',
    haproxy(({ keys }) => `crt ${keys.rsa}.both alpn h2,http/1.1 curves X25519MLKEM768:X25519:P-256`),
  ),
  server(
    'HAProxy 3.0',
    'TLS 1.2 alone, client certificate optional, no tickets',
    '/usr/sbin/haproxy',
    haproxy(
      ({ keys, ca }) =>
        `crt ${keys.p256}.both ssl-max-ver TLSv1.2 ca-file ${ca} verify optional no-tls-tickets`,
    ),
    { clientCertificate: 'requested' },
  ),
  server(
    'Apache 2.4',
    'as installed, with its order of suites',
    '/usr/sbin/apache2',
    apache((material) => `${apachePair(material, 'rsa')}\nSSLHonorCipherOrder on\nSSLSessionTickets off`),
  ),
  server(
    'Apache 2.4',
    'client certificate required, TLS 1.2 and 1.3',
    '/usr/sbin/apache2',
    apache(
      (material) =>
        `${apachePair(material, 'p256')}\nSSLVerifyClient require\nSSLCACertificateFile ${material.ca}`,
    ),
    { clientCertificate: 'required', clientKey: 'rsa' },
  ),
  server('stunnel 5.74', 'as installed', '/usr/bin/stunnel4', stunnel('rsa', '')),
  server(
    'stunnel 5.74',
    'TLS 1.1 to 1.2, two curves',
    '/usr/bin/stunnel4',
    stunnel(
      'rsa',
      'sslVersionMin = TLSv1.1\nsslVersionMax = TLSv1.2\ncurves = P-384:P-521\nciphers = ECDHE+AES:AES:@SECLEVEL=0',
    ),
  ),
  server('hitch 1.8', 'as installed', '/usr/sbin/hitch', hitch('rsa', '')),
  server(
    'hitch 1.8',
    'TLS 1.3 alone, ALPN',
    '/usr/sbin/hitch',
    hitch('p256', 'tls-protos = TLSv1.3\nalpn-protos = "h2, http/1.1"'),
  ),
]
