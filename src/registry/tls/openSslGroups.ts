import { NAMED_GROUPS } from './namedGroups.ts'

/**
 * Every group that the OpenSSL of Node.js 24 can use, so that a server with only one of them is reached.
 * In the tuple syntax of SSL_CTX_set1_groups_list(3): `*` sends a key share, `/` ends a tuple, `?` skips what this
 * build has not. Order and key shares are the defaults of OpenSSL 3.5; behind them stands what it does not offer by itself.
 */
const DEFAULTS = '?*X25519MLKEM768/?*X25519:?secp256r1/?X448:?secp384r1:?secp521r1/?ffdhe2048:?ffdhe3072'
const BEYOND = ['SecP256r1MLKEM768', 'SecP384r1MLKEM1024', 'MLKEM768', 'MLKEM1024', 'MLKEM512']

export const OPENSSL_GROUPS = `${DEFAULTS}/${BEYOND.map((name) => `?${name}`).join(':')}`

/** With the key share for one group: no HelloRetryRequest where a probe of TLS has found which one the server takes. */
export const openSslGroups = (first: string | undefined): string => {
  if (first === undefined || !KNOWN.has(first.toLowerCase())) return OPENSSL_GROUPS
  return `?*${first}/${OPENSSL_GROUPS.replaceAll('*', '')}`
}

/** Only this group, with its key share; undefined where the OpenSSL of Node.js 24 has no such group. */
export const onlyOpenSslGroup = (name: string): string | undefined =>
  KNOWN.has(name.toLowerCase()) ? name : undefined

/** `tlsSocket.getEphemeralKeyInfo().name` as IANA spells it: OpenSSL has names of its own for the NIST curves. */
export const ianaGroupName = (openSsl: string): string =>
  NAMED_GROUPS.find(({ name }) => name.toLowerCase() === (OWN_NAMES[openSsl] ?? openSsl).toLowerCase())
    ?.name ?? openSsl

const OWN_NAMES: Record<string, string> = { prime256v1: 'secp256r1' }

const KNOWN: ReadonlySet<string> = new Set(
  OPENSSL_GROUPS.split(/[/:]/).map((name) => name.replace(/^\?\*?/, '').toLowerCase()),
)
