import { X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { DAY_MS } from '../../model/day.ts'
import { certificateBlocks } from '../../model/pem.ts'
import { problem } from '../problem.ts'
import type { KeyKind } from './certify.ts'
import { type Credential, credentialIn } from './credential.ts'
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
  files: KINDS.map((kind) => serverFile(folder, kind)),
  load: async () => {
    await privateFolder(folder)
    const path = join(folder, 'ca.pem')
    const pem = await readPemIfThere(path, { secret: false })
    const stored = await Promise.all(KINDS.map((kind) => readServer(folder, kind, names, pem)))
    const credentials = stored.filter((one) => one !== undefined)
    return pem !== undefined && credentials.length === KINDS.length
      ? { credentials, authorities: { path, pem } }
      : renew(folder, names, path, pem !== undefined)
  },
})

/** `isMade`: ca.pem exists. It is written last: clients may trust it, so its authorities must not be replaced. */
const renew = async (
  folder: string,
  names: readonly ServerName[],
  path: string,
  isMade: boolean,
): Promise<Identity> => {
  // Imported here, because its library takes longer to load than the rest of a start.
  const { openAuthority, issueServer } = await import('./authority.ts')
  const now = Date.now()
  const opened = []
  for (const kind of KINDS) {
    const file = join(folder, `ca-${kind}.pem`)
    if (isMade && !existsSync(file)) throw problem('IDENTITY_INCOMPLETE', { path: file })
    opened.push(await openAuthority(file, kind, names, now))
  }
  const pem = opened.map(({ certificate }) => certificate).join('')
  const credentials: Credential[] = []
  for (const authority of opened) {
    const stored = await readServer(folder, authority.kind, names, pem)
    if (stored === undefined) {
      const text = await issueServer(authority, names, now)
      const file = serverFile(folder, authority.kind)
      await writePrivateFile(file, text, { mode: 'replace' })
      credentials.push(credentialIn(text, file, now))
    } else credentials.push(stored)
  }
  await writePrivateFile(path, pem, { mode: 'replace-public' })
  return { credentials, authorities: { path, pem } }
}

const serverFile = (folder: string, kind: KeyKind): string => join(folder, `server-${kind}.pem`)

/** The stored certificate with its key, unless it is missing, too old, or for other names or authorities. */
const readServer = async (
  folder: string,
  kind: KeyKind,
  names: readonly ServerName[],
  authorities: string | undefined,
): Promise<Credential | undefined> => {
  const path = serverFile(folder, kind)
  const text = await readPemIfThere(path, { secret: true })
  if (text === undefined) return undefined
  try {
    const credential = credentialIn(text, path, Date.now())
    return isCurrent(credential, names, authorities) ? credential : undefined
  } catch (error) {
    if ((error as { code?: string }).code === 'CERTIFICATE_EXPIRED') return undefined
    throw error
  }
}

const isCurrent = (
  { certificate, facts }: Credential,
  names: readonly ServerName[],
  authorities = '',
): boolean => {
  const leaf = new X509Certificate(certificate)
  return (
    facts.notAfter.getTime() - Date.now() > RENEW_DAYS * DAY_MS &&
    names.every(({ value }) => (isIP(value) ? leaf.checkIP(value) : leaf.checkHost(value)) !== undefined) &&
    certificateBlocks(authorities).some((pem) => isIssuedBy(leaf, pem))
  )
}

const isIssuedBy = (leaf: X509Certificate, pem: string): boolean => {
  try {
    const authority = new X509Certificate(pem)
    return leaf.checkIssued(authority) && leaf.verify(authority.publicKey)
  } catch {
    return false
  }
}
