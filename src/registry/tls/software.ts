import { rowsOf } from '../dataFile.ts'
import { OPENSSL_DEFAULT_GROUPS } from './openSslGroups.ts'
import table from './software.json' with { type: 'json' }

/** A product by its header fields. `confidence`: the probability that it terminates TLS for this endpoint. */
export type HeaderRow = {
  /** As `remediation` names it, if it has the product. */
  id: string
  name: string
  field: 'server' | 'poweredBy' | 'via'
  /** The first group, if any, is the version. */
  pattern: RegExp
  role: 'tls' | 'framework'
  /** 0.9: a network of proxies, which nothing can be in front of. 0.4: an application server, perhaps behind a proxy. */
  confidence: number
  source: string
}

/** Software by its SSH identification (RFC 4253 §4.2). */
export type SshSoftwareRow = { id: string; name: string; pattern: RegExp; source: string }

/** In the file a pattern is text, with its flags next to it. */
const compiled = <Row extends { pattern: RegExp }>(rows: readonly PatternText[]): Row[] =>
  rows.map(({ pattern, flags, ...row }) => ({ ...row, pattern: new RegExp(pattern, flags) }) as Row)

type PatternText = { pattern: string; flags?: string }

export const HEADER_PRODUCTS: readonly HeaderRow[] = compiled(rowsOf(table.headers))
export const SSH_SOFTWARE: readonly SshSoftwareRow[] = compiled(rowsOf(table.ssh))

/**
 * A TLS library by the groups that its servers accept by default. All of `accepts` have to be accepted and all of
 * `refuses` refused: a group that was not tested decides nothing. A configured server can look like any of them.
 */
export type TlsStackRow = {
  id: string
  name: string
  accepts: readonly string[]
  refuses: readonly string[]
  confidence: number
  source: string
}

export const TLS_STACKS = [
  {
    id: 'openssl',
    name: 'OpenSSL 3.5 or newer',
    accepts: OPENSSL_DEFAULT_GROUPS,
    refuses: ['ffdhe8192'],
    confidence: 0.6,
    source: 'OpenSSL 3.5 SSL_CTX_set1_groups(3): default list',
  },
  {
    id: 'openssl',
    name: 'OpenSSL 3.0 to 3.4',
    accepts: ['x25519', 'secp256r1', 'x448', 'secp384r1', 'secp521r1', 'ffdhe2048', 'ffdhe8192'],
    refuses: ['X25519MLKEM768'],
    confidence: 0.5,
    source: 'OpenSSL 3.0 ssl/t1_lib.c: supported_groups_default',
  },
  {
    id: 'go',
    name: 'Go crypto/tls',
    accepts: ['X25519MLKEM768', 'x25519', 'secp256r1', 'secp384r1', 'secp521r1'],
    refuses: ['x448', 'ffdhe2048'],
    confidence: 0.4,
    source: 'Go 1.24 crypto/tls defaults.go: defaultCurvePreferences',
  },
  {
    id: 'rustls',
    name: 'rustls or BoringSSL',
    accepts: ['X25519MLKEM768', 'x25519', 'secp256r1', 'secp384r1'],
    refuses: ['secp521r1', 'x448', 'ffdhe2048'],
    confidence: 0.3,
    source: 'rustls 0.23 aws_lc_rs kx_group defaults; BoringSSL kDefaultGroups',
  },
] as const satisfies readonly TlsStackRow[]

/** The official TypeScript SDK: how it refuses a GET, observed with 2.4 in November 2026. Its v1 cannot be modern. */
export const TYPESCRIPT_SDK_V2 = {
  id: 'mcp-typescript-sdk',
  name: 'MCP TypeScript SDK 2',
  confidence: 0.7,
  source: '@modelcontextprotocol/server 2.4: createMcpHandler',
} as const
