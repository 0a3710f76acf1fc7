import 'reflect-metadata'
import { generateKeyPair, type KeyPairKeyObjectResult } from 'node:crypto'
import { promisify } from 'node:util'
import { ExtendedKeyUsage } from '@peculiar/x509'
import {
  certifyAuthority,
  certifyLeaf,
  type Issuer,
  type Leaf,
  pkcs8,
  type Validity,
} from '../gateway/identity/certify.ts'
import { serverNames } from '../gateway/identity/serverNames.ts'
import { DAY_MS } from '../model/day.ts'
import type { CertificateSetup, KeySetup } from './specifications.ts'

/** A certificate and its private key, PEM. The key never leaves this process. */
export type Identity = { cert: string; key: string }

/** RFC 6761 §6.3: names below `.localhost` lead to loopback, so that each endpoint can have its own name. */
export const labHostName = (name: string): string => `${name}.localhost`

type Authority = Issuer & { pem: string }

/** Two authorities: a chain is post-quantum only if each of its signatures is. */
export type Authorities = { classical: Authority; postQuantum: Authority }

export const createAuthorities = async (now: number): Promise<Authorities> => {
  const [classical, postQuantum] = await Promise.all([
    createAuthority('mcp-pqc lab classical CA', 'ecdsa-p256', now),
    createAuthority('mcp-pqc lab ML-DSA CA', 'ml-dsa-65', now),
  ])
  return { classical, postQuantum }
}

const createAuthority = async (name: string, kind: Issuer['kind'], now: number): Promise<Authority> => {
  const keys = await generateKeys(kind === 'ecdsa-p256' ? 'P-256' : 'ML-DSA-65')
  const issuer = { subject: `CN=${name}, O=mcp-pqc lab`, kind, ...keys }
  return { ...issuer, pem: await certifyAuthority(issuer, validFor(now, [-30, 3650])) }
}

/** A server certificate for `localhost`, both loopback addresses and the endpoint's own name. */
export const issueServer = (
  name: string,
  { key, expired }: CertificateSetup,
  authorities: Authorities,
  now: number,
): Promise<Identity> => {
  const subject = `CN=${labHostName(name)}, O=mcp-pqc lab`
  const leaf = { subject, names: serverNames([labHostName(name)]) }
  return issue(key, authorities, leaf, validFor(now, expired ? [-400, -35] : [-1, 364]))
}

export const issueClient = (authorities: Authorities, now: number): Promise<Identity> => {
  const names = [{ type: 'dns' as const, value: 'client.localhost' }]
  const leaf = { subject: 'CN=mcp-pqc lab client, O=mcp-pqc lab', usage: ExtendedKeyUsage.clientAuth, names }
  return issue('P-256', authorities, leaf, validFor(now, [-1, 364]))
}

const validFor = (now: number, [from, to]: readonly [days: number, days: number]): Validity => ({
  notBefore: now + from * DAY_MS,
  notAfter: now + to * DAY_MS,
})

const issue = async (
  key: KeySetup,
  authorities: Authorities,
  leaf: Omit<Leaf, 'publicKey'>,
  validity: Validity,
): Promise<Identity> => {
  const { publicKey, privateKey } = await generateKeys(key)
  const authority = key === 'ML-DSA-65' ? authorities.postQuantum : authorities.classical
  return { cert: await certifyLeaf({ ...leaf, publicKey }, validity, authority), key: pkcs8(privateKey) }
}

const generate = promisify(generateKeyPair)

const generateKeys = (key: KeySetup): Promise<KeyPairKeyObjectResult> => {
  if (key.startsWith('RSA')) {
    const modulusLength = Number(key.split('-').at(-1))
    return key.startsWith('RSA-PSS')
      ? generate('rsa-pss', { modulusLength })
      : generate('rsa', { modulusLength })
  }
  if (key.startsWith('P-')) return generate('ec', { namedCurve: key })
  return key === 'Ed25519' ? generate('ed25519') : generate('ml-dsa-65')
}
