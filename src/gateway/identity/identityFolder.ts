import { X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { DAY_MS } from '../../model/day.ts'
import { McpPqcError } from '../../model/error.ts'
import { certificateBlocks } from '../../model/pem.ts'
import type { KeyKind } from './certify.ts'
import { type Credential, credentialOf } from './credential.ts'
import type { Identity, IdentitySource } from './identity.ts'
import { privateFolder, readPemIfThere, writePrivateFile } from './privateFile.ts'
import type { ServerName } from './serverNames.ts'

const KINDS: readonly KeyKind[] = ['ecdsa-p256', 'ml-dsa-65']

/** A certificate with fewer days left is replaced. */
const RENEW_DAYS = 30

/**
 * An identity that the first start creates in a folder: two private authorities (ECDSA P-256 and ML-DSA-65, because a
 * chain is post-quantum only if each of its signatures is), each with a server certificate. Clients must trust
 * `ca.pem`; all other files hold keys.
 */
export const identityFolder = (folder: string, names: readonly ServerName[]): IdentitySource => ({
  files: KINDS.map((kind) => join(folder, `server-${kind}.pem`)),
  load: async () => {
    await privateFolder(folder)
    return (await readCurrent(folder, names)) ?? renew(folder, names)
  },
})

/**
 * The stored identity, unless a part is missing, too old or for other names. Does not load the X.509 library, which
 * most starts do not need.
 */
const readCurrent = async (folder: string, names: readonly ServerName[]): Promise<Identity | undefined> => {
  const path = join(folder, 'ca.pem')
  const pem = await readPemIfThere(path, { secret: false })
  const authorities = parseAuthorities(pem)
  const credentials = await Promise.all(KINDS.map((kind) => readServer(folder, kind)))
  const current = credentials.filter((one) => one !== undefined && isCurrent(one, names, authorities))
  return pem !== undefined && current.length === KINDS.length
    ? { credentials: current.filter((one) => one !== undefined), authorities: { path, pem } }
    : undefined
}

const renew = async (folder: string, names: readonly ServerName[]): Promise<Identity> => {
  // Imported here, because its library takes longer to load than the rest of a start.
  const { openAuthority, issueServer } = await import('./authority.ts')
  const now = Date.now()
  // ca.pem is written last: where it exists, clients may trust it, so its authorities must not be replaced.
  const isMade = (await readPemIfThere(join(folder, 'ca.pem'), { secret: false })) !== undefined
  const opened = []
  for (const kind of KINDS) {
    const path = join(folder, `ca-${kind}.pem`)
    if (isMade && !existsSync(path)) throw authorityMissing(path)
    opened.push(await openAuthority(path, kind, names, now))
  }
  const pem = opened.map(({ certificate }) => certificate).join('')
  const credentials: Credential[] = []
  for (const authority of opened) {
    const kept = await readServer(folder, authority.kind)
    if (kept && isCurrent(kept, names, parseAuthorities(pem))) {
      credentials.push(kept)
      continue
    }
    const path = serverFile(folder, authority.kind)
    const text = await issueServer(authority, names, now)
    await writePrivateFile(path, text, { mode: 'replace' })
    credentials.push(credentialOf({ certificate: text, key: text }, { certificate: path, key: path }, now))
  }
  const path = join(folder, 'ca.pem')
  await writePrivateFile(path, pem, { mode: 'replace' })
  return { credentials, authorities: { path, pem } }
}

const authorityMissing = (path: string): McpPqcError =>
  new McpPqcError(
    'IDENTITY_INCOMPLETE',
    `${path} is missing: without it no certificate can be issued that clients trust`,
    'Restore it; or delete the whole folder, and let clients trust the new ca.pem.',
  )

const serverFile = (folder: string, kind: KeyKind): string => join(folder, `server-${kind}.pem`)

/** An expired certificate is replaced, without an error. */
const readServer = async (folder: string, kind: KeyKind): Promise<Credential | undefined> => {
  const path = serverFile(folder, kind)
  const text = await readPemIfThere(path, { secret: true })
  if (text === undefined) return undefined
  try {
    return credentialOf({ certificate: text, key: text }, { certificate: path, key: path }, Date.now())
  } catch (error) {
    if ((error as { code?: string }).code === 'CERTIFICATE_EXPIRED') return undefined
    throw error
  }
}

const parseAuthorities = (pem = ''): X509Certificate[] =>
  certificateBlocks(pem).flatMap((one) => {
    try {
      return [new X509Certificate(one)]
    } catch {
      return []
    }
  })

const isCurrent = (
  { certificate, facts }: Credential,
  names: readonly ServerName[],
  authorities: readonly X509Certificate[],
): boolean => {
  const leaf = new X509Certificate(certificate)
  return (
    facts.notAfter.getTime() - Date.now() > RENEW_DAYS * DAY_MS &&
    names.every(({ value }) => (isIP(value) ? leaf.checkIP(value) : leaf.checkHost(value)) !== undefined) &&
    authorities.some((authority) => leaf.checkIssued(authority) && leaf.verify(authority.publicKey))
  )
}
