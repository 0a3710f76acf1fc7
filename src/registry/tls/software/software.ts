import { rowsOf } from '../../dataFile.ts'
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
 * A TLS library by what its servers accept by default, and how they refuse. All of `accepts` have to be accepted and all of
 * `refuses` refused: a group that was not tested decides nothing. Without a list in the file: OpenSSL's default groups, and none
 * that is refused. A configured server can look like any of them.
 */
export type TlsStackRow = {
  id: string
  name: string
  accepts: readonly string[]
  refuses: readonly string[]
  /** Groups that are asked only of servers that choose them: none may be accepted. */
  lacks: readonly string[]
  /** What answers groups that are not accepted: no other alert, and the first of these at least once. Empty: the connection ends. */
  alerts?: readonly string[]
  /** Cipher suites of TLS 1.3 that it accepts, and others that it refuses. */
  suites: readonly string[]
  withoutSuites: readonly string[]
  confidence: number
  source: string
}

export const TLS_STACKS: readonly TlsStackRow[] = table.stacks.map(
  ({
    accepts = OPENSSL_DEFAULT_GROUPS,
    refuses = [],
    lacks = [],
    suites = [],
    withoutSuites = [],
    ...row
  }) => ({
    ...row,
    accepts,
    refuses,
    lacks,
    suites,
    withoutSuites,
  }),
)

/** The official TypeScript SDK: how it refuses a GET, observed with 2.4 in November 2026. Its v1 cannot be modern. */
export const TYPESCRIPT_SDK_V2 = {
  id: 'mcp-typescript-sdk',
  name: 'MCP TypeScript SDK 2',
  confidence: 0.7,
  source: '@modelcontextprotocol/server 2.4: createMcpHandler',
} as const
