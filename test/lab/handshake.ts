import { type ConnectionOptions, connect, getCiphers, type SecureVersion } from 'node:tls'
import type { Lab, LabEndpoint } from '../../src/lab/fleet.ts'

export const GROUPS = [
  'X25519MLKEM768',
  'SecP256r1MLKEM768',
  'SecP384r1MLKEM1024',
  'MLKEM512',
  'MLKEM768',
  'MLKEM1024',
  'x25519',
  'secp256r1',
  'x448',
  'secp384r1',
  'secp521r1',
  'ffdhe2048',
  'ffdhe3072',
]

/** Those that OpenSSL 3.5 offers under their IANA names. */
export const SCHEMES = [
  'mldsa44',
  'mldsa65',
  'mldsa87',
  'ecdsa_secp256r1_sha256',
  'ecdsa_secp384r1_sha384',
  'ecdsa_secp521r1_sha512',
  'ed25519',
  'rsa_pss_pss_sha256',
  'rsa_pss_pss_sha384',
  'rsa_pss_pss_sha512',
  'rsa_pss_rsae_sha256',
  'rsa_pss_rsae_sha384',
  'rsa_pss_rsae_sha512',
  'rsa_pkcs1_sha256',
  'rsa_pkcs1_sha384',
  'rsa_pkcs1_sha512',
]

/** Whatever an endpoint of the lab speaks, this client speaks it too. */
export const anything = (lab: Lab): ConnectionOptions => ({
  ca: lab.ca,
  servername: 'localhost',
  minVersion: 'TLSv1',
  maxVersion: 'TLSv1.3',
  ciphers: cipherList(suitesOf('TLSv1.3')),
  ecdhCurve: GROUPS.join(':'),
  ...lab.clientIdentity,
})

export type Handshake = {
  version: string
  /** As OpenSSL calls it, and as IANA does. */
  cipher: string
  cipherSuite: string
  group: string | undefined
  keyType: string | undefined
  curve: string | undefined
}

/** Undefined: the server refused. */
export const handshake = (
  endpoint: LabEndpoint,
  options: ConnectionOptions,
): Promise<Handshake | undefined> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(endpoint.url)
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false, ...options })
    socket.once('error', () => resolve(undefined))
    socket.once('secureConnect', () => {
      const { name, standardName } = socket.getCipher()
      const key = socket.getPeerX509Certificate()?.publicKey
      resolve({
        version: VERSIONS[socket.getProtocol() ?? ''] ?? '',
        cipher: name,
        cipherSuite: standardName,
        group: groupName(socket.getEphemeralKeyInfo()),
        keyType: key?.asymmetricKeyType,
        curve: key?.asymmetricKeyDetails?.namedCurve,
      })
      socket.destroy()
    })
  })

/** IANA names: offers all, notes the server's choice, offers the rest, until it takes none. */
export const cipherSuitesInOrder = async (
  endpoint: LabEndpoint,
  offers: string[],
  options: ConnectionOptions,
): Promise<string[]> => {
  const made = await handshake(endpoint, { ...options, ciphers: cipherList(offers) })
  if (made === undefined) return []
  const rest = offers.filter((offer) => offer !== made.cipher)
  return [made.cipherSuite, ...(rest.length > 0 ? await cipherSuitesInOrder(endpoint, rest, options) : [])]
}

/** OpenSSL's names. Node.js splits a list into TLS 1.3 and the rest, and will not have the rest empty. */
export const cipherList = (suites: string[]): string =>
  suites.every((suite) => suite.startsWith('TLS_'))
    ? `${suites.join(':')}:ALL:@SECLEVEL=0`
    : `${suites.join(':')}:@SECLEVEL=0`

export const suitesOf = (protocol: SecureVersion): string[] => {
  const all = getCiphers().map((name) => name.toUpperCase())
  return all.filter((name) => name.startsWith('TLS_') === (protocol === 'TLSv1.3'))
}

const VERSIONS: Record<string, string> = {
  'TLSv1.3': 'TLS 1.3',
  'TLSv1.2': 'TLS 1.2',
  'TLSv1.1': 'TLS 1.1',
  TLSv1: 'TLS 1.0',
}

/** OpenSSL's older names for what IANA calls otherwise. */
const GROUP_NAMES: Record<string, string> = { X25519: 'x25519', X448: 'x448', prime256v1: 'secp256r1' }

const groupName = (info: object | null): string | undefined => {
  const { type, name, size } = { type: '', name: '', size: 0, ...info }
  if (type === 'DH') return `ffdhe${size}`
  return name === '' ? undefined : (GROUP_NAMES[name] ?? name)
}
