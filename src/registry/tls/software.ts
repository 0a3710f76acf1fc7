import { OPENSSL_DEFAULT_GROUPS } from './openSslGroups.ts'

/** A product by its header fields. `confidence`: the probability that it terminates TLS for this endpoint. */
export type HeaderRow = {
  /** As `remediation` names it, where it knows the product. */
  id: string
  name: string
  field: 'server' | 'poweredBy' | 'via'
  /** The first group is the version, where there is one. */
  pattern: RegExp
  role: 'tls' | 'framework'
  confidence: number
  source: string
}

const DEFAULT = "the product's default header field"

/** A network of proxies that terminates TLS for its customers: nothing else can be in front of it. */
const NETWORK = { role: 'tls', confidence: 0.9, source: DEFAULT } as const
const EDGE = { role: 'tls', confidence: 0.8, source: DEFAULT } as const
/** An application server: there may be a proxy in front of it that does not change the field. */
const APPLICATION = { role: 'tls', confidence: 0.4, source: DEFAULT } as const
const FRAMEWORK = { role: 'framework', confidence: 0.3, source: DEFAULT } as const

export const HEADER_PRODUCTS = [
  { id: 'nginx', name: 'nginx', field: 'server', pattern: /^nginx(?:\/([\w.]+))?/i, ...EDGE },
  {
    id: 'nginx',
    name: 'OpenResty',
    field: 'server',
    pattern: /^openresty(?:\/([\w.]+))?/i,
    ...EDGE,
    source: `${DEFAULT}; built on nginx`,
  },
  { id: 'apache', name: 'Apache httpd', field: 'server', pattern: /^Apache(?:\/([\w.]+))?(?: |$)/, ...EDGE },
  { id: 'caddy', name: 'Caddy', field: 'server', pattern: /^Caddy$/, ...EDGE },
  {
    id: 'caddy',
    name: 'Caddy',
    field: 'via',
    pattern: /\bCaddy\b/,
    ...EDGE,
    source: 'Caddy 2.10 reverse_proxy: Via',
  },
  { id: 'envoy', name: 'Envoy', field: 'server', pattern: /^(?:istio-)?envoy$/, ...EDGE },
  { id: 'cloudflare', name: 'Cloudflare', field: 'server', pattern: /^cloudflare$/, ...NETWORK },
  {
    id: 'aws-elb',
    name: 'AWS Elastic Load Balancing',
    field: 'server',
    pattern: /^awselb\/([\w.]+)$/,
    ...NETWORK,
    source: 'answers of the load balancer itself',
  },
  { id: 'aws-cloudfront', name: 'Amazon CloudFront', field: 'via', pattern: /\(CloudFront\)/, ...NETWORK },
  {
    id: 'gcp-lb',
    name: 'Google Cloud load balancer',
    field: 'via',
    pattern: /^1\.1 google$/,
    ...NETWORK,
    source: 'Cloud Load Balancing: Via',
  },
  {
    id: 'gcp-lb',
    name: 'Google Front End',
    field: 'server',
    pattern: /^Google Frontend$/,
    ...NETWORK,
    source: 'Cloud Run, App Engine',
  },
  { id: 'akamai', name: 'Akamai', field: 'server', pattern: /^AkamaiGHost$/, ...NETWORK },
  {
    id: 'fastly',
    name: 'Fastly or Varnish',
    field: 'via',
    pattern: /\bvarnish\b/i,
    ...EDGE,
    confidence: 0.5,
  },
  { id: 'vercel', name: 'Vercel', field: 'server', pattern: /^Vercel$/, ...NETWORK },
  { id: 'netlify', name: 'Netlify', field: 'server', pattern: /^Netlify$/, ...NETWORK },
  { id: 'fly', name: 'Fly.io proxy', field: 'server', pattern: /^Fly\//, ...NETWORK },
  { id: 'heroku', name: 'Heroku router', field: 'via', pattern: /\b(?:vegur|heroku-router)\b/i, ...NETWORK },
  { id: 'iis', name: 'Microsoft IIS', field: 'server', pattern: /^Microsoft-IIS\/([\w.]+)/, ...EDGE },
  { id: 'dotnet', name: 'Kestrel (.NET)', field: 'server', pattern: /^Kestrel$/, ...APPLICATION },
  { id: 'java', name: 'Jetty', field: 'server', pattern: /^Jetty\(([\w.]+)\)/, ...APPLICATION },
  {
    id: 'java',
    name: 'Apache Tomcat',
    field: 'server',
    pattern: /^Apache-Coyote\//,
    ...APPLICATION,
    source: 'Tomcat up to 8.0',
  },
  { id: 'python', name: 'uvicorn', field: 'server', pattern: /^uvicorn$/, ...APPLICATION },
  { id: 'python', name: 'Hypercorn', field: 'server', pattern: /^hypercorn-/, ...APPLICATION },
  { id: 'python', name: 'Gunicorn', field: 'server', pattern: /^gunicorn(?:\/([\w.]+))?$/, ...APPLICATION },
  { id: 'python', name: 'Werkzeug', field: 'server', pattern: /^Werkzeug\/([\w.]+)/, ...APPLICATION },
  { id: 'python', name: 'Tornado', field: 'server', pattern: /^TornadoServer\/([\w.]+)/, ...APPLICATION },
  {
    id: 'python',
    name: 'Python http.server',
    field: 'server',
    pattern: /^\w+HTTP\/[\d.]+ Python\/([\w.]+)/,
    ...APPLICATION,
  },
  {
    id: 'node',
    name: 'Node.js (Express)',
    field: 'poweredBy',
    pattern: /^Express$/,
    ...FRAMEWORK,
    source: 'Express: x-powered-by',
  },
  {
    id: 'node',
    name: 'Node.js (Next.js)',
    field: 'poweredBy',
    pattern: /^Next\.js/,
    ...FRAMEWORK,
    source: 'Next.js: poweredByHeader',
  },
  { id: 'dotnet', name: 'ASP.NET', field: 'poweredBy', pattern: /^ASP\.NET/, ...FRAMEWORK },
  { id: 'php', name: 'PHP', field: 'poweredBy', pattern: /^PHP\/([\w.]+)/, ...FRAMEWORK },
] as const satisfies readonly HeaderRow[]

/**
 * A TLS library by the groups that its servers accept without being configured. All of `accepts` have to be accepted and
 * all of `refuses` refused: a group that was not tested decides nothing. A configured server can look like any of them.
 */
export type TlsStackRow = {
  id: string
  name: string
  accepts: readonly string[]
  refuses: readonly string[]
  confidence: number
  source: string
}

export const TLS_STACKS = [
  {
    id: 'openssl',
    name: 'OpenSSL 3.5 or newer',
    accepts: OPENSSL_DEFAULT_GROUPS,
    refuses: ['ffdhe8192'],
    confidence: 0.6,
    source: 'OpenSSL 3.5 SSL_CTX_set1_groups(3): default list',
  },
  {
    id: 'openssl',
    name: 'OpenSSL 3.0 to 3.4',
    accepts: ['x25519', 'secp256r1', 'x448', 'secp384r1', 'secp521r1', 'ffdhe2048', 'ffdhe8192'],
    refuses: ['X25519MLKEM768'],
    confidence: 0.5,
    source: 'OpenSSL 3.0 ssl/t1_lib.c: supported_groups_default',
  },
  {
    id: 'go',
    name: 'Go crypto/tls',
    accepts: ['X25519MLKEM768', 'x25519', 'secp256r1', 'secp384r1', 'secp521r1'],
    refuses: ['x448', 'ffdhe2048'],
    confidence: 0.4,
    source: 'Go 1.24 crypto/tls defaults.go: defaultCurvePreferences',
  },
  {
    id: 'rustls',
    name: 'rustls or BoringSSL',
    accepts: ['X25519MLKEM768', 'x25519', 'secp256r1', 'secp384r1'],
    refuses: ['secp521r1', 'x448', 'ffdhe2048'],
    confidence: 0.3,
    source: 'rustls 0.23 aws_lc_rs kx_group defaults; BoringSSL kDefaultGroups',
  },
] as const satisfies readonly TlsStackRow[]

/** The official TypeScript SDK: how it refuses a GET, observed with 2.4 in November 2026. Its v1 cannot be modern. */
export const TYPESCRIPT_SDK_V2 = {
  id: 'mcp-typescript-sdk',
  name: 'MCP TypeScript SDK 2',
  confidence: 0.7,
  source: '@modelcontextprotocol/server 2.4: createMcpHandler',
} as const

/** Software by its SSH identification (RFC 4253 §4.2). */
export type SshSoftwareRow = { id: string; name: string; pattern: RegExp; source: string }

const OBSERVED = "the product's identification line"

export const SSH_SOFTWARE = [
  { id: 'openssh', name: 'OpenSSH', pattern: /^OpenSSH_([\w.]+)/, source: OBSERVED },
  { id: 'dropbear', name: 'Dropbear', pattern: /^dropbear_([\w.]+)/, source: OBSERVED },
  { id: 'go-ssh', name: 'Go x/crypto/ssh', pattern: /^Go$/, source: OBSERVED },
  { id: 'libssh', name: 'libssh', pattern: /^libssh[_-]([\w.]+)/, source: OBSERVED },
  { id: 'apache-sshd', name: 'Apache MINA SSHD', pattern: /^APACHE-SSHD-([\w.]+)/, source: OBSERVED },
  { id: 'asyncssh', name: 'AsyncSSH', pattern: /^AsyncSSH_([\w.]+)/, source: OBSERVED },
  { id: 'paramiko', name: 'Paramiko', pattern: /^paramiko_([\w.]+)/, source: OBSERVED },
  { id: 'cisco', name: 'Cisco', pattern: /^Cisco-([\w.]+)/, source: OBSERVED },
] as const satisfies readonly SshSoftwareRow[]
