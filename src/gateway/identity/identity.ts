import { problem } from '../problem.ts'
import { type Credential, type CredentialFiles, readCredential } from './credential.ts'

export type Identity = {
  credentials: readonly Credential[]
  /** The private certificate authorities that clients must trust. Absent with certificates of the user. */
  authorities?: { path: string; pem: string }
}

export type IdentitySource = {
  /** @throws {McpPqcError} */
  load(): Promise<Identity>
  /** Its files; some of them may not exist yet. */
  files: readonly string[]
}

/** One certificate for each kind of key: the server presents the one that the client can verify. */
export const certificateFiles = (all: readonly CredentialFiles[]): IdentitySource => ({
  files: [...new Set(all.flatMap(({ certificate, key }) => [certificate, key]))],
  load: async () => {
    const credentials = await Promise.all(all.map((files) => readCredential(files, Date.now())))
    const kinds = credentials.map(({ facts }) => kindOf(facts.algorithm))
    const twice = kinds.findIndex((kind, at) => kinds.indexOf(kind) !== at)
    if (twice === -1) return { credentials }
    throw problem('CERTIFICATE_DUPLICATE', {
      path: String(all[twice]?.certificate),
      kind: String(kinds[twice]),
    })
  },
})

/** OpenSSL holds one certificate of each kind: RSA, ECDSA, and each parameter set of ML-DSA. */
const kindOf = (algorithm: string): string => algorithm.split(' ')[0] ?? algorithm
