import { z } from 'zod'
import { Quantum } from './certificate.ts'
import { Redirect } from './mcp.ts'

/** A key of a JSON Web Key Set (RFC 7517), without the key itself. */
export const Jwk = z.object({
  kty: z.string(),
  alg: z.string().optional(),
  use: z.string().optional(),
  crv: z.string().optional(),
  /** Modulus or field size in bits. */
  bits: z.number().int().optional(),
  quantum: Quantum,
})
export type Jwk = z.infer<typeof Jwk>

/** RFC 9728 §2: protected resource metadata. */
export const ProtectedResource = z.object({
  /** The URL of the metadata. */
  url: z.string(),
  resource: z.string().optional(),
  /** RFC 9728 §3.3: `resource` must be the requested address. */
  resourceMatches: z.boolean().nullable(),
  authorizationServers: z.array(z.string()),
  scopesSupported: z.array(z.string()),
  bearerMethodsSupported: z.array(z.string()),
  resourceSigningAlgorithms: z.array(z.string()),
  dpopSigningAlgorithms: z.array(z.string()),
  dpopRequired: z.boolean(),
  certificateBoundTokens: z.boolean(),
  jwksUri: z.string().optional(),
  keys: z.array(Jwk),
})
export type ProtectedResource = z.infer<typeof ProtectedResource>

/** RFC 8414 §2, OpenID Connect Discovery 1.0 §3. */
export const AuthorizationServer = z.object({
  /** As named by the resource. */
  issuer: z.string(),
  /** The URL of the metadata; absent: not found. */
  url: z.string().optional(),
  /** RFC 8414 §3.3: the `issuer` of the metadata must be identical. */
  issuerMatches: z.boolean().nullable(),
  /** `authorization_endpoint`, `token_endpoint` and others, without query. */
  endpoints: z.record(z.string(), z.string()),
  /** `id_token_signing_alg_values_supported` and similar members, by name. */
  signingAlgorithms: z.record(z.string(), z.array(z.string())),
  dpopSigningAlgorithms: z.array(z.string()),
  certificateBoundTokens: z.boolean(),
  codeChallengeMethods: z.array(z.string()),
  jwksUri: z.string().optional(),
  /** null: the key set was not read. */
  keys: z.array(Jwk).nullable(),
})
export type AuthorizationServer = z.infer<typeof AuthorizationServer>

export const OauthFacts = z.object({
  /** `incomplete`: something in the metadata was not found or not fetched; see `problems` and `notFetched`. */
  state: z.enum(['found', 'incomplete', 'none', 'not-tested']),
  protectedResource: ProtectedResource.optional(),
  authorizationServers: z.array(AuthorizationServer),
  /** Addresses to probe as endpoints: one for each origin that issues tokens or keys. */
  endpoints: z.array(z.string()),
  /** URLs in public metadata that were not requested, because they are in a network outside of the scope. */
  notFetched: z.array(z.object({ url: z.string(), why: z.string() })),
  redirects: z.array(Redirect),
  problems: z.array(z.string()),
  requests: z.number().int(),
})
export type OauthFacts = z.infer<typeof OauthFacts>
