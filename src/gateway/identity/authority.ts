import 'reflect-metadata'
import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { X509Certificate } from '@peculiar/x509'
import { DAY_MS } from '../../model/day.ts'
import { problem } from '../problem.ts'
import { certifyAuthority, certifyLeaf, type Issuer, type KeyKind, keyIdentifier, pkcs8 } from './certify.ts'
import { credentialIn } from './credential.ts'
import { nameConstraints, permits } from './nameConstraints.ts'
import { readPem, readPemIfThere, writePrivateFile } from './privateFile.ts'
import type { ServerName } from './serverNames.ts'

export type Authority = Issuer & { certificate: string; notAfter: number }

const HOUR_MS = 3_600_000
const AUTHORITY_DAYS = 3_653
const SERVER_DAYS = 90

/**
 * The authority in a file, which the first call creates. It may issue certificates for `names` only.
 *
 * @throws {McpPqcError} IDENTITY_NAMES where it was made for others; and as `credentialIn` throws
 */
export const openAuthority = async (
  path: string,
  kind: KeyKind,
  names: readonly ServerName[],
  now: number,
): Promise<Authority> => {
  const there = await readPemIfThere(path, { secret: true })
  if (there === undefined) {
    await writePrivateFile(path, await createAuthority(kind, names, now), { mode: 'unless-there' })
  }
  const text = there ?? (await readPem(path, { secret: true }))
  const { certificate, key } = credentialIn(text, path, now)
  if (!permits(certificate, names)) {
    throw problem('IDENTITY_NAMES', { path, names: names.map(({ value }) => value).join(', ') })
  }
  const { subject, notAfter } = new X509Certificate(certificate)
  return {
    kind,
    certificate,
    subject,
    publicKey: createPublicKey(key),
    privateKey: createPrivateKey(key),
    notAfter: notAfter.getTime(),
  }
}

/** A server's certificate and its new key, PEM, in one file, so that the two always belong together. */
export const issueServer = async (
  authority: Authority,
  names: readonly ServerName[],
  now: number,
): Promise<string> => {
  const { publicKey, privateKey } = await generateKeys(authority.kind)
  const validity = {
    notBefore: now - HOUR_MS,
    notAfter: Math.min(now + SERVER_DAYS * DAY_MS, authority.notAfter),
  }
  const leaf = { subject: 'CN=mcp-pqc server, O=mcp-pqc', publicKey, names }
  return (await certifyLeaf(leaf, validity, authority)) + pkcs8(privateKey)
}

const createAuthority = async (kind: KeyKind, names: readonly ServerName[], now: number): Promise<string> => {
  const keys = await generateKeys(kind)
  // The subject has a part of the key, because a client may trust the authorities of several machines.
  const subject = `CN=mcp-pqc ${kind} CA ${keyIdentifier(keys.publicKey).slice(0, 8)}, O=mcp-pqc`
  const validity = { notBefore: now - HOUR_MS, notAfter: now + AUTHORITY_DAYS * DAY_MS }
  const certificate = await certifyAuthority({ subject, kind, ...keys }, validity, [nameConstraints(names)])
  return certificate + pkcs8(keys.privateKey)
}

const generate = promisify(generateKeyPair)

const generateKeys = (kind: KeyKind): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> =>
  kind === 'ecdsa-p256' ? generate('ec', { namedCurve: 'P-256' }) : generate('ml-dsa-65')
