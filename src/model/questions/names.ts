// Lists of names that both schemas and commands need. No zod here: commands load this file when they start.

/** Newest first. */
export const VERSION_NAMES = ['TLS 1.3', 'TLS 1.2', 'TLS 1.1', 'TLS 1.0', 'SSL 3.0', 'SSL 2.0'] as const
export type VersionName = (typeof VERSION_NAMES)[number]

/** What a server asks for that accepts no other clients (`sharedSecret`). */
export const SHARED_SECRET_NAMES = { PSK: 'a pre-shared key', SRP: 'a password (SRP)' } as const

/** A state in words: `not tested`, `timed out`, `cut off`. */
export const stateText = (state: string): string => state.replaceAll('-', ' ')

/**
 * What `verify` asks of an endpoint. `hybrid`: post-quantum with clients that support it. `pqc`: post-quantum with
 * every client. `pqc-signatures`: `hybrid`, and certificates with post-quantum signatures.
 */
export const REQUIREMENTS = ['hybrid', 'pqc', 'pqc-signatures'] as const
