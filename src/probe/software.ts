import type { Software } from '../model/endpoint.ts'
import type { McpFacts } from '../model/mcp.ts'
import { present } from '../model/questions/present.ts'
import type { SshFacts } from '../model/ssh.ts'
import type { TlsFacts } from '../model/tls.ts'
import {
  HEADER_PRODUCTS,
  type HeaderRow,
  SSH_SOFTWARE,
  TLS_STACKS,
  type TlsStackRow,
  TYPESCRIPT_SDK_V2,
} from '../registry/tls/software/software.ts'

/** What a TLS library is recognised by. */
export type StackFacts = Pick<TlsFacts, 'groups' | 'cipherSuites' | 'cipherSuiteChoice'>

export type SoftwareEvidence = {
  mcp?: Pick<McpFacts, 'marks' | 'server' | 'eras'> | undefined
  tls?: StackFacts | undefined
  ssh?: Pick<SshFacts, 'identification'> | undefined
}

/** The software of an endpoint that can be recognised, the most certain first. */
export const recogniseSoftware = ({ mcp, tls, ssh }: SoftwareEvidence): Software[] =>
  [
    ...(mcp ? [...byHeaders(mcp.marks), ...byMcp(mcp)] : []),
    ...(tls ? byStack(tls) : []),
    ...(ssh?.identification ? bySsh(ssh.identification.software) : []),
  ].sort((a, b) => b.confidence - a.confidence)

/** The software that most likely terminates TLS: a proxy rather than the server behind it. */
export const terminatorOf = (software: readonly Software[]): Software | undefined =>
  (['tls', 'framework', 'tls-library'] as const)
    .map((role) => software.find((one) => one.role === role))
    .find((one) => one !== undefined)

const FIELDS = { server: 'Server', poweredBy: 'X-Powered-By', via: 'Via' } as const

const byHeaders = (marks: McpFacts['marks']): Software[] => {
  const found = new Map<string, Software>()
  for (const row of HEADER_PRODUCTS as readonly HeaderRow[]) {
    const value = marks[row.field]
    const match = value === undefined ? null : row.pattern.exec(value)
    if (!match || value === undefined) continue
    const evidence = `${FIELDS[row.field]}: ${value}`
    const same = found.get(row.name)
    if (same) same.evidence.push(evidence)
    else found.set(row.name, guess(row, row.role, [evidence], match[1]))
  }
  return [...found.values()]
}

const byMcp = ({ marks, server, eras }: Pick<McpFacts, 'marks' | 'server' | 'eras'>): Software[] => {
  const found: Software[] = []
  if (server?.name) {
    const row = { id: 'mcp-server', name: server.name, confidence: 0.9 }
    found.push(guess(row, 'mcp-server', ['the MCP server reports this name'], server.version || undefined))
  }
  if (marks.getRefusedByJsonRpc && eras.includes('modern')) {
    found.push(guess(TYPESCRIPT_SDK_V2, 'mcp-sdk', ['GET answered 405 with JSON-RPC error -32000']))
  }
  return found
}

const byStack = (facts: StackFacts): Software[] =>
  TLS_STACKS.filter((row) => isStack(row, facts)).map((row) =>
    guess(row, 'tls-library', [stackEvidence(row)]),
  )

const isStack = (
  { accepts, refuses, lacks, alerts, suites, withoutSuites }: TlsStackRow,
  { groups, cipherSuites, cipherSuiteChoice }: StackFacts,
): boolean => {
  const state = new Map(groups.map((group) => [group.name, group.state]))
  const are = (wanted: string) => (name: string) => state.get(name) === wanted
  const accepted = cipherSuites['TLS 1.3'] ?? []
  return (
    accepts.every(are('accepted')) &&
    refuses.every(are('refused')) &&
    !lacks.some(are('accepted')) &&
    (alerts === undefined || refusesWith(alerts, groups)) &&
    suites.every((name) => accepted.includes(name)) &&
    // Without a choice not every suite was tested.
    (withoutSuites.length === 0 || cipherSuiteChoice['TLS 1.3'] !== undefined) &&
    !withoutSuites.some((name) => accepted.includes(name))
  )
}

const refusesWith = (alerts: readonly string[], groups: StackFacts['groups']): boolean => {
  const others = groups.filter(({ state }) => state !== 'accepted')
  const [first] = alerts
  if (first === undefined) return others.length > 0 && others.every(({ state }) => state === 'cut-off')
  return (
    others.some(({ alert }) => alert === first) &&
    others.every(({ state, alert }) => state === 'refused' && alert !== undefined && alerts.includes(alert))
  )
}

const stackEvidence = ({ accepts, refuses, alerts, suites, withoutSuites }: TlsStackRow): string => {
  const refused = [...refuses, ...withoutSuites]
  return [
    `accepts ${[...accepts, ...suites].join(', ')}`,
    ...(refused.length > 0 ? [`refuses ${refused.join(', ')}`] : []),
    ...(alerts ? [`answers other groups with ${alerts[0] ?? 'the end of the connection'}`] : []),
  ].join('; ')
}

const bySsh = (identification: string): Software[] =>
  SSH_SOFTWARE.flatMap((row) => {
    const match = row.pattern.exec(identification)
    return match ? [guess({ ...row, confidence: 0.9 }, 'ssh', [identification], match[1])] : []
  })

type Row = { id: string; name: string; confidence: number }

const guess = (
  { id, name, confidence }: Row,
  role: Software['role'],
  evidence: string[],
  version?: string,
): Software => present({ id, name, role, version, confidence, evidence })
