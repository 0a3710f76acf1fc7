import { isFfdhe, NAMED_GROUPS, type NamedGroupRow } from '../groups/namedGroups.ts'

/** The groups that the OpenSSL of Node.js 24 has, as its lists name them (SSL_CTX_set1_groups_list(3)). */
const ROWS = NAMED_GROUPS.filter(({ openSsl }) => openSsl !== undefined)

/** `?`: skipped by a build that does not have it; `*`: with a key share. */
const entry = ({ name, openSsl }: NamedGroupRow): string => `?${openSsl?.keyShare ? '*' : ''}${name}`

/** The default list of OpenSSL 3.5, one tuple after the other, then the groups that this list leaves out. */
const TUPLES = [1, 2, 3, 4, undefined].map((tuple) => ROWS.filter(({ openSsl }) => openSsl?.tuple === tuple))

/** All groups, so that a server with only one of them is reached. `/` ends a tuple, `:` a group. */
export const OPENSSL_GROUPS = TUPLES.map((rows) => rows.map(entry).join(':')).join('/')

/** Before TLS 1.3: the curves that it offers by default, and others that a server or its certificate may need. */
export const OPENSSL_CURVES = [
  ...ROWS.filter(({ tls12, value }) => tls12 && !isFfdhe(value)).map(({ name }) => name),
  ...['brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1', 'secp256k1'],
].join(':')

export const OPENSSL_DEFAULT_GROUPS = ROWS.filter(({ openSsl }) => openSsl?.tuple !== undefined).map(
  ({ name }) => name,
)

/** With the key share for one group: no HelloRetryRequest where a TLS probe has found the server's choice. */
export const openSslGroups = (first: string | undefined): string => {
  const known = first === undefined ? undefined : openSslGroupNamed(first)
  return known === undefined ? OPENSSL_GROUPS : `?*${known}/${OPENSSL_GROUPS.replaceAll('*', '')}`
}

/** `name`; undefined where the OpenSSL of Node.js 24 has no such group. */
export const openSslGroupNamed = (name: string): string | undefined =>
  ROWS.find((row) => row.name.toLowerCase() === name.toLowerCase()) && name

/** `tlsSocket.getEphemeralKeyInfo().name` as IANA spells it. */
export const ianaGroupName = (openSsl: string): string =>
  NAMED_GROUPS.find(
    ({ name, openSsl: own }) => own?.name === openSsl || name.toLowerCase() === openSsl.toLowerCase(),
  )?.name ?? openSsl
