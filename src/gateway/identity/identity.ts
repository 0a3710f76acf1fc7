import type { Credential } from './credential.ts'

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
