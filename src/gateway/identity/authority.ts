import { DAY_MS } from '../../model/day.ts'
import 'reflect-metadata'
import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509Certificate,
} from '@peculiar/x509'
import { McpPqcError } from '../../model/error.ts'
import { certify, type Issuer, type KeyKind, keyIdentifier } from './certify.ts'
import { credentialOf } from './credential.ts'
import { nameConstraints, permits } from './nameConstraints.ts'
import { readPem, readPemIfThere, writePrivateFile } from './privateFile.ts'
import type { ServerName } from './serverNames.ts'

/** A private certificate authority: what a client has to trust. */
export type Authority = Issuer & { certificate: string; notAfter: number }

const HOUR = 3_600_000
const AUTHORITY_DAYS = 3_653
const SERVER_DAYS = 90

/**
 * The authority that is kept in a file, made at the first call and then held by that file. It speaks for `names`
 * alone.
 *
 * @throws {McpPqcError} IDENTITY_NAMES where it was made for others, and what `credentialOf` throws
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
  const { certificate, key } = credentialOf(
    { certificate: text, key: text },
    { certificate: path, key: path },
    now,
  )
  if (!permits(certificate, names)) throw otherNames(path, names)
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

/** A server's certificate and its new key, PEM, one after the other: one file, which is never half of the two. */
export const issueServer = async (
  authority: Authority,
  names: readonly ServerName[],
  now: number,
): Promise<string> => {
  const { publicKey, privateKey } = await generateKeys(authority.kind)
  const certificate = await certify(
    {
      subject: 'CN=mcp-pqc server, O=mcp-pqc',
      publicKey,
      notBefore: now - HOUR,
      notAfter: Math.min(now + SERVER_DAYS * DAY_MS, authority.notAfter),
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension([...names]),
      ],
    },
    authority,
  )
  return certificate + pkcs8(privateKey)
}

const createAuthority = async (kind: KeyKind, names: readonly ServerName[], now: number): Promise<string> => {
  const { publicKey, privateKey } = await generateKeys(kind)
  // Told apart by its key, because a client may trust the authorities of several machines.
  const subject = `CN=mcp-pqc ${kind} CA ${keyIdentifier(publicKey).slice(0, 8)}, O=mcp-pqc`
  const certificate = await certify(
    {
      subject,
      publicKey,
      notBefore: now - HOUR,
      notAfter: now + AUTHORITY_DAYS * DAY_MS,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        nameConstraints(names),
      ],
    },
    { subject, kind, privateKey, publicKey },
  )
  return certificate + pkcs8(privateKey)
}

const otherNames = (path: string, names: readonly ServerName[]): McpPqcError =>
  new McpPqcError(
    'IDENTITY_NAMES',
    `the certificate authority in ${path} was made for fewer names than ${names.map(({ value }) => value).join(', ')}`,
    'Clients trust it for the names it was made for. Name another folder (--identity DIR), or delete this one, and let clients trust its new ca.pem.',
  )

const generate = promisify(generateKeyPair)

const generateKeys = (kind: KeyKind): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> =>
  kind === 'ecdsa-p256' ? generate('ec', { namedCurve: 'P-256' }) : generate('ml-dsa-65')

const pkcs8 = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()
