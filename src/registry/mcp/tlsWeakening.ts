/**
 * How a server's entry weakens or changes the check of certificates: by an environment variable, an option of
 * its command, or a key of the entry.
 */
export type WeakeningCode = 'TLS_VERIFICATION_OFF' | 'ALLOW_HTTP' | 'EXTRA_CA'
export type Weakening = { code: WeakeningCode; name: string; source: string }

const NODE = 'https://nodejs.org/api/cli.html#environment-variables_1'
const CURL = 'https://curl.se/docs/manpage.html'

/** `off`: the values that switch the check off; without it any value that is not empty counts. */
export const WEAKENING_VARIABLES: readonly (Weakening & { off?: readonly string[] })[] = [
  { code: 'TLS_VERIFICATION_OFF', name: 'NODE_TLS_REJECT_UNAUTHORIZED', off: ['0'], source: NODE },
  { code: 'TLS_VERIFICATION_OFF', name: 'PYTHONHTTPSVERIFY', off: ['0'], source: 'PEP 493' },
  {
    code: 'TLS_VERIFICATION_OFF',
    name: 'GIT_SSL_NO_VERIFY',
    source: 'https://git-scm.com/docs/git#_environment_variables',
  },
  {
    code: 'TLS_VERIFICATION_OFF',
    name: 'SSL_VERIFY',
    off: ['0', 'false', 'no', 'off'],
    source: 'common usage',
  },
  {
    code: 'TLS_VERIFICATION_OFF',
    name: 'VERIFY_SSL',
    off: ['0', 'false', 'no', 'off'],
    source: 'common usage',
  },
  { code: 'EXTRA_CA', name: 'NODE_EXTRA_CA_CERTS', source: NODE },
  {
    code: 'EXTRA_CA',
    name: 'SSL_CERT_FILE',
    source: 'https://docs.openssl.org/3.5/man3/SSL_CTX_load_verify_locations/',
  },
  {
    code: 'EXTRA_CA',
    name: 'REQUESTS_CA_BUNDLE',
    source: 'https://requests.readthedocs.io/en/latest/user/advanced/',
  },
  { code: 'EXTRA_CA', name: 'CURL_CA_BUNDLE', source: CURL },
  { code: 'EXTRA_CA', name: 'DENO_CERT', source: 'https://docs.deno.com/runtime/reference/env_variables/' },
]

/** Options by their whole name; `--name=false` and `--name false` where `off` says so. */
export const WEAKENING_OPTIONS: readonly (Weakening & { off?: readonly string[] })[] = [
  { code: 'ALLOW_HTTP', name: '--allow-http', source: 'https://github.com/geelen/mcp-remote#flags' },
  ...[
    '--insecure',
    '--insecure-skip-verify',
    '--insecure-skip-tls-verify',
    '--no-verify-ssl',
    '--no-ssl-verify',
    '--no-tls-verify',
    '--skip-tls-verify',
    '--skip-ssl-verify',
    '--no-check-certificate',
    '--ignore-certificate-errors',
    '--allow-insecure',
  ].map(
    (name): Weakening => ({ code: 'TLS_VERIFICATION_OFF', name, source: `${CURL}, wget(1), common usage` }),
  ),
  {
    code: 'TLS_VERIFICATION_OFF',
    name: '--unsafely-ignore-certificate-errors',
    source: 'https://docs.deno.com/runtime/reference/cli/run/',
  },
  ...['--verify-ssl', '--ssl-verify', '--verify-tls', '--tls-verify', '--verify', '--strict-ssl'].map(
    (name): Weakening & { off: readonly string[] } => ({
      code: 'TLS_VERIFICATION_OFF',
      name,
      off: ['false', '0', 'no', 'off'],
      source: 'https://github.com/sparfenyuk/mcp-proxy#command-line-arguments',
    }),
  ),
]

/** Keys of an entry, or of a map in it, and the value that switches the check off. Compared without `-`, `_` and case. */
export const WEAKENING_KEYS: readonly { name: string; off: boolean; source: string }[] = [
  { name: 'verify', off: false, source: 'https://www.python-httpx.org/advanced/ssl/' },
  { name: 'verifyssl', off: false, source: 'https://docs.continue.dev/reference#models' },
  { name: 'verifytls', off: false, source: 'common usage' },
  { name: 'sslverify', off: false, source: 'common usage' },
  { name: 'strictssl', off: false, source: 'https://docs.npmjs.com/cli/using-npm/config#strict-ssl' },
  {
    name: 'rejectunauthorized',
    off: false,
    source: 'https://nodejs.org/api/tls.html#tlsconnectoptions-callback',
  },
  { name: 'insecure', off: true, source: CURL },
  { name: 'insecureskipverify', off: true, source: 'https://pkg.go.dev/crypto/tls#Config' },
  { name: 'skiptlsverify', off: true, source: 'common usage' },
  { name: 'allowinsecure', off: true, source: 'common usage' },
]
