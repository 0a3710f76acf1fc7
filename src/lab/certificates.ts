import { DAY_MS } from '../model/day.ts'
import 'reflect-metadata'
import { createHash, generateKeyPair, type KeyObject, randomBytes, sign } from 'node:crypto'
import { promisify } from 'node:util'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import type { CertificateSetup, KeySetup } from './specification.ts'

/** A certificate and its private key, PEM. The key never leaves this process. */
export type Identity = { cert: string; key: string }

/** RFC 6761 keeps `.localhost` on loopback, so an endpoint can have a name of its own anywhere. */
export const labHostName = (name: string): string => `${name}.localhost`

type KeyPair = { publicKey: KeyObject; privateKey: KeyObject }
type Authority = { subject: string; keys: KeyPair; algorithm: SigningAlgorithm; pem: string }
type SigningAlgorithm = { name: string; namedCurve?: string; hash?: string }

/** Two authorities: a chain is post-quantum only if each of its signatures is. */
export type Authorities = { classical: Authority; postQuantum: Authority }

export const createAuthorities = async (now: number): Promise<Authorities> => {
  const [classical, postQuantum] = await Promise.all([
    createAuthority(
      'mcp-pqc lab classical CA',
      'P-256',
      { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
      now,
    ),
    createAuthority('mcp-pqc lab ML-DSA CA', 'ML-DSA-65', { name: 'ML-DSA-65' }, now),
  ])
  return { classical, postQuantum }
}

/** A server certificate for `localhost`, both loopback addresses and the endpoint's own name. */
export const issueServer = (
  name: string,
  setup: CertificateSetup,
  authorities: Authorities,
  now: number,
): Promise<Identity> =>
  issue(setup.key, authorities, {
    subject: `CN=${labHostName(name)}, O=mcp-pqc lab`,
    usage: ExtendedKeyUsage.serverAuth,
    names: [
      { type: 'dns', value: 'localhost' },
      { type: 'dns', value: labHostName(name) },
      { type: 'ip', value: '127.0.0.1' },
      { type: 'ip', value: '::1' },
    ],
    notBefore: now - (setup.expired ? 400 : 1) * DAY_MS,
    notAfter: now + (setup.expired ? -35 : 364) * DAY_MS,
  })

export const issueClient = (authorities: Authorities, now: number): Promise<Identity> =>
  issue('P-256', authorities, {
    subject: 'CN=mcp-pqc lab client, O=mcp-pqc lab',
    usage: ExtendedKeyUsage.clientAuth,
    names: [{ type: 'dns', value: 'client.localhost' }],
    notBefore: now - DAY_MS,
    notAfter: now + 364 * DAY_MS,
  })

type Leaf = {
  subject: string
  usage: ExtendedKeyUsage
  names: { type: 'dns' | 'ip'; value: string }[]
  notBefore: number
  notAfter: number
}

const issue = async (key: KeySetup, authorities: Authorities, leaf: Leaf): Promise<Identity> => {
  const keys = await generateKeys(key)
  const authority = key === 'ML-DSA-65' ? authorities.postQuantum : authorities.classical
  // Static RSA key exchange encrypts to the certificate's key (RFC 5246 §7.4.2).
  const encipherment = keys.publicKey.asymmetricKeyType === 'rsa' ? KeyUsageFlags.keyEncipherment : 0
  const cert = await certify(keys.publicKey, authority, leaf, [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature | encipherment, true),
    new ExtendedKeyUsageExtension([leaf.usage]),
    new SubjectAlternativeNameExtension(leaf.names),
    new AuthorityKeyIdentifierExtension(keyIdentifier(authority.keys.publicKey)),
  ])
  return { cert, key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

const createAuthority = async (
  name: string,
  key: KeySetup,
  algorithm: SigningAlgorithm,
  now: number,
): Promise<Authority> => {
  const authority = { subject: `CN=${name}, O=mcp-pqc lab`, keys: await generateKeys(key), algorithm }
  const validity = { subject: authority.subject, notBefore: now - 30 * DAY_MS, notAfter: now + 3650 * DAY_MS }
  const pem = await certify(authority.keys.publicKey, authority, validity, [
    new BasicConstraintsExtension(true, 0, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  ])
  return { ...authority, pem }
}

/**
 * Built twice, first without a signature, to learn the bytes to sign: node:crypto signs them, because
 * ML-DSA through WebCrypto would print an ExperimentalWarning on the user's terminal.
 */
const certify = async (
  publicKey: KeyObject,
  authority: Omit<Authority, 'pem'>,
  { subject, notBefore, notAfter }: Pick<Leaf, 'subject' | 'notBefore' | 'notAfter'>,
  extensions: Extension[],
): Promise<string> => {
  const unsigned = {
    serialNumber: `01${randomBytes(15).toString('hex')}`,
    subject,
    issuer: authority.subject,
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    signingAlgorithm: authority.algorithm,
    extensions: [...extensions, new SubjectKeyIdentifierExtension(keyIdentifier(publicKey))],
  }
  const draft = await X509CertificateGenerator.create({ ...unsigned, signature: new Uint8Array(64) })
  const signature = sign(
    authority.algorithm.hash === undefined ? null : 'sha256',
    bytesToSign(draft.rawData),
    {
      key: authority.keys.privateKey,
      dsaEncoding: 'ieee-p1363',
    },
  )
  // With a line end, so that PEM texts can be concatenated.
  return `${(await X509CertificateGenerator.create({ ...unsigned, signature })).toString('pem')}\n`
}

/** RFC 5280 §4.1: Certificate ::= SEQUENCE { tbsCertificate SEQUENCE …, … }, both with two-byte lengths at this size. */
const bytesToSign = (certificate: ArrayBuffer): Uint8Array => {
  const tbs = new DataView(certificate, 4)
  return new Uint8Array(certificate, 4, 4 + tbs.getUint16(2))
}

/** RFC 5280 §4.2.1.2; RFC 7093 allows any unique value. */
const keyIdentifier = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 40)

const generate = promisify(generateKeyPair)

const generateKeys = (key: KeySetup): Promise<KeyPair> => {
  switch (key) {
    case 'RSA-1024':
      return generate('rsa', { modulusLength: 1024 })
    case 'RSA-2048':
      return generate('rsa', { modulusLength: 2048 })
    case 'RSA-PSS-2048':
      return generate('rsa-pss', { modulusLength: 2048 })
    case 'P-256':
    case 'P-384':
      return generate('ec', { namedCurve: key })
    case 'Ed25519':
      return generate('ed25519')
    case 'ML-DSA-65':
      return generate('ml-dsa-65')
  }
}
