import { McpPqcError } from '../../model/error.ts'
import { type Credential, type CredentialFiles, readCredential } from './credential.ts'

/** What a server shows of itself: one credential for each kind of key. */
export type Identity = {
  credentials: readonly Credential[]
  /** The private certificate authorities that clients have to trust. Absent where the certificates are the user's own. */
  authorities?: { path: string; pem: string }
}

/** Where an identity comes from, and comes from again when its files change. */
export type IdentitySource = {
  /** @throws {McpPqcError} that says which file is wrong, and how */
  load(): Promise<Identity>
  /** The files that it is made of; some of them may not be there yet. */
  files: readonly string[]
}

/**
 * The user's own certificates, each with its key. A server holds one of each kind of key, and shows the one that
 * the client can check.
 */
export const certificateFiles = (all: readonly CredentialFiles[]): IdentitySource => ({
  files: [...new Set(all.flatMap(({ certificate, key }) => [certificate, key]))],
  load: async () => {
    const credentials = await Promise.all(all.map((files) => readCredential(files, Date.now())))
    const kinds = credentials.map(({ facts }) => kindOf(facts.algorithm))
    const twice = kinds.findIndex((kind, at) => kinds.indexOf(kind) !== at)
    if (twice === -1) return { credentials }
    throw new McpPqcError(
      'CERTIFICATE_DUPLICATE',
      `${all[twice]?.certificate} is the second certificate with ${kinds[twice]}`,
      'Give one for each kind of key (RSA, ECDSA, Ed25519, ML-DSA-65, …): TLS chooses by kind.',
    )
  },
})

/** What OpenSSL has one place for: any RSA, any ECDSA, each ML-DSA by its parameter set. */
const kindOf = (algorithm: string): string => algorithm.split(' ')[0] ?? algorithm
