/** How a server software turns hybrid key exchange on. */
export type RemediationRow = {
  /** As `src/probe/software.ts` names what it recognises. */
  id: string
  name: string
  /** The first version that can, or what it has to be built against. */
  from: string
  /** Configuration for X25519MLKEM768 first, and the classical groups that today's clients need behind it. */
  hybrid: string
  /** The same for ML-KEM-1024 (CNSA 2.0). */
  strict?: string
  /** What makes it fail silently. */
  trap: string
  rollback: string
  /** Working days for one endpoint, from the change to its verification. */
  effortDays: readonly [number, number]
  source: string
  asOf: string
}

const AS_OF = '2026-11-22'

export const REMEDIATIONS = [
  {
    id: 'nginx',
    name: 'nginx',
    from: 'any version built against OpenSSL 3.5 (nginx -V shows which)',
    hybrid: 'ssl_protocols TLSv1.2 TLSv1.3;\nssl_ecdh_curve X25519MLKEM768:X25519:prime256v1:secp384r1;',
    strict: 'ssl_protocols TLSv1.3;\nssl_ecdh_curve SecP384r1MLKEM1024;',
    trap: 'An ssl_ecdh_curve from before OpenSSL 3.5 leaves the hybrid group out without a word.',
    rollback: 'Put the earlier ssl_ecdh_curve back and reload: nginx -s reload.',
    effortDays: [0.5, 2],
    source: 'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_ecdh_curve',
    asOf: AS_OF,
  },
  {
    id: 'apache',
    name: 'Apache httpd',
    from: 'any 2.4 built against OpenSSL 3.5',
    hybrid: 'SSLOpenSSLConfCmd Curves X25519MLKEM768:X25519:prime256v1',
    strict: 'SSLProtocol TLSv1.3\nSSLOpenSSLConfCmd Curves SecP384r1MLKEM1024',
    trap: 'An older Curves list leaves the hybrid group out.',
    rollback: 'Remove the line and reload: apachectl graceful.',
    effortDays: [0.5, 2],
    source: 'https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#sslopensslconfcmd',
    asOf: AS_OF,
  },
  {
    id: 'haproxy',
    name: 'HAProxy',
    from: 'any version built against OpenSSL 3.5',
    hybrid: 'global\n    ssl-default-bind-curves X25519MLKEM768:X25519:prime256v1',
    strict:
      'global\n    ssl-default-bind-options ssl-min-ver TLSv1.3\n    ssl-default-bind-curves SecP384r1MLKEM1024',
    trap: 'A curves option on a bind line wins over the global one.',
    rollback: 'Put the earlier list back and reload the service.',
    effortDays: [0.5, 2],
    source: 'https://docs.haproxy.org/3.0/configuration.html#3.1-ssl-default-bind-curves',
    asOf: AS_OF,
  },
  {
    id: 'node',
    name: 'Node.js',
    from: '24.5 (22.20 has the group, and cannot name it)',
    hybrid: "https.createServer({ ecdhCurve: 'X25519MLKEM768:X25519:P-256', ...options })",
    strict: "https.createServer({ minVersion: 'TLSv1.3', ecdhCurve: 'SecP384r1MLKEM1024', ...options })",
    trap: 'An ecdhCurve that names only classical curves turns the default off.',
    rollback: 'Leave ecdhCurve out again and restart.',
    effortDays: [0.5, 2],
    source: 'https://nodejs.org/api/tls.html#tlscreatesecurecontextoptions',
    asOf: AS_OF,
  },
  {
    id: 'go',
    name: 'Go (net/http)',
    from: '1.24',
    hybrid: 'tls.Config{CurvePreferences: nil} // the default: X25519MLKEM768 first',
    strict:
      'tls.Config{MinVersion: tls.VersionTLS13, CurvePreferences: []tls.CurveID{tls.SecP384r1MLKEM1024}} // Go 1.26',
    trap: 'GODEBUG=tlsmlkem=0, and a go line below 1.24 in go.mod, turn it off.',
    rollback: 'Set CurvePreferences to the earlier list and build again.',
    effortDays: [1, 3],
    source: 'https://go.dev/doc/go1.24#crypto-tls',
    asOf: AS_OF,
  },
  {
    id: 'caddy',
    name: 'Caddy',
    from: '2.10',
    hybrid: 'tls {\n    curves x25519mlkem768 x25519 secp256r1\n}',
    trap: 'A curves line from before 2.10 leaves the hybrid group out.',
    rollback: 'Remove the curves line and reload: caddy reload.',
    effortDays: [0.5, 1],
    source: 'https://caddyserver.com/docs/caddyfile/directives/tls#curves',
    asOf: AS_OF,
  },
  {
    id: 'traefik',
    name: 'Traefik',
    from: '3.4.2 or 2.11.26; curvePreferences from 3.5.0',
    hybrid:
      'tls:\n  options:\n    default:\n      curvePreferences:\n        - X25519MLKEM768\n        - X25519\n        - secp256r1',
    trap: 'A curvePreferences list without the hybrid group turns the default off.',
    rollback: 'Remove the option; the file provider reloads by itself.',
    effortDays: [0.5, 2],
    source: 'https://doc.traefik.io/traefik/https/tls/#curve-preferences',
    asOf: AS_OF,
  },
  {
    id: 'envoy',
    name: 'Envoy',
    from: '1.33, to be switched on',
    hybrid: 'common_tls_context:\n  tls_params:\n    ecdh_curves: [X25519MLKEM768, X25519, P-256]',
    trap: 'The default list of versions before September 2026 has no hybrid group.',
    rollback: 'Put the earlier ecdh_curves back.',
    effortDays: [1, 3],
    source:
      'https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/transport_sockets/tls/v3/common.proto',
    asOf: AS_OF,
  },
  {
    id: 'java',
    name: 'Java',
    from: 'JDK 27 (JEP 527)',
    hybrid: '-Djdk.tls.namedGroups=X25519MLKEM768,x25519,secp256r1',
    trap: 'A jdk.tls.namedGroups of an earlier JDK leaves the hybrid group out.',
    rollback: 'Remove the property and restart.',
    effortDays: [2, 10],
    source: 'https://openjdk.org/jeps/527',
    asOf: AS_OF,
  },
  {
    id: 'python',
    name: 'Python (uvicorn, hypercorn)',
    from: 'any Python linked against OpenSSL 3.5',
    hybrid: 'python3 -c "import ssl; print(ssl.OPENSSL_VERSION)"  # 3.5 or newer: hybrid is the default',
    trap: 'set_ecdh_curve cannot name a hybrid group, and turns the default off.',
    rollback: 'Go back to the image with the earlier OpenSSL.',
    effortDays: [1, 3],
    source: 'https://docs.python.org/3/library/ssl.html',
    asOf: AS_OF,
  },
  {
    id: 'cloudflare',
    name: 'Cloudflare',
    from: 'the edge has it by default',
    hybrid: 'PUT /zones/{zone_id}/cache/origin_post_quantum_encryption  {"value":"preferred"}',
    trap: 'The edge may be hybrid while the leg to the origin is not, and a probe from outside cannot see that.',
    rollback: 'Set the value to "off".',
    effortDays: [0.5, 1],
    source: 'https://developers.cloudflare.com/ssl/post-quantum-cryptography/',
    asOf: AS_OF,
  },
  {
    id: 'aws-elb',
    name: 'AWS Application or Network Load Balancer',
    from: 'a security policy with PQ in its name',
    hybrid:
      'aws elbv2 modify-listener --listener-arn ARN --ssl-policy ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
    trap: 'The command line and CloudFormation still default to the policy of 2016-08.',
    rollback: 'Set the earlier --ssl-policy.',
    effortDays: [0.5, 1],
    source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html',
    asOf: AS_OF,
  },
  {
    id: 'gcp-lb',
    name: 'Google Cloud load balancer',
    from: 'an SSL policy',
    hybrid: 'gcloud compute ssl-policies update POLICY --post-quantum-key-exchange=ENABLED',
    trap: 'A policy that is not attached to the target proxy changes nothing.',
    rollback: 'Set it to DEFAULT.',
    effortDays: [0.5, 1],
    source: 'https://cloud.google.com/load-balancing/docs/ssl-policies-concepts',
    asOf: AS_OF,
  },
] as const satisfies readonly RemediationRow[]

/**
 * When to ask again whether public certificate authorities issue post-quantum certificates: browsers announced the
 * phases of Merkle Tree Certificates for 2027 (collected November 2026).
 */
export const PUBLIC_PKI_RECHECK = '2027-07-01'

const ROWS: ReadonlyMap<string, RemediationRow> = new Map(REMEDIATIONS.map((row) => [row.id, row]))

export const remediation = (id: string): RemediationRow | undefined => ROWS.get(id)
