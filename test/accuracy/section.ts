import { cpus } from 'node:os'
import { countVerdicts, type Verdict } from '../interop/stacks/compare.ts'
import type { Outcome } from '../interop/stacks/run.ts'

const COLUMNS: readonly [Verdict, string][] = [
  ['wrong', 'Wrong'],
  ['missing', 'Missing'],
  ['withSecret', 'Only with a secret'],
  ['notAsked', 'Not asked'],
  ['alone', 'Without a second tool'],
]

/** The generated section of docs/accuracy.md: by stack, by kind of fact, and what is wrong or missing. */
export const section = (outcomes: readonly Outcome[], now: Date): string => {
  const facts = outcomes.flatMap(({ compared }) => compared)
  const stacks = [...Map.groupBy(outcomes, ({ configuration }) => configuration.stack)]
  const byStack = [...stacks, ['**All**', outcomes] as const].map(([stack, all]) =>
    row(
      `${stack} | ${all.length}`,
      all.flatMap(({ compared }) => compared),
    ),
  )
  const byKind = [...Map.groupBy(facts, ({ fact }) => kindOf(fact))]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([kind, some]) => row(kind, some))
  const found = (['wrong', 'missing'] as const).flatMap((verdict) =>
    outcomes.flatMap(({ configuration: { stack, name }, compared }) => {
      const some = compared.filter((one) => one.verdict === verdict)
      const kinds = [...Map.groupBy(some, ({ fact }) => kindOf(fact))].map(
        ([kind, { length }]) => kind + (length > 1 ? ` (${length})` : ''),
      )
      return kinds.length > 0 ? [`- ${verdict}, ${stack}, ${name}: ${kinds.join(', ')}`] : []
    }),
  )
  return `
${now.toISOString().slice(0, 10)}, ${outcomes.length} configurations, ${machine()}.

| Stack | Configurations |${TITLES}
|---${RULE}
${byStack.join('\n')}

| Fact |${TITLES}
${RULE}
${byKind.join('\n')}
${found.length > 0 ? `\n${found.join('\n')}\n` : ''}
`
}

const TITLES = ` Compared | ${COLUMNS.map(([, title]) => title).join(' | ')} |`
const RULE = `|---|---|${'---|'.repeat(COLUMNS.length)}`

const row = (title: string, facts: Outcome['compared']): string => {
  const counts = countVerdicts(facts)
  const cells = [counts.right + counts.wrong, ...COLUMNS.map(([name]) => counts[name])]
  return `| ${title} | ${cells.map((count) => count.toLocaleString('en-US')).join(' | ')} |`
}

/** Facts begin with a name of the code; those of lists go on with the version. */
const kindOf = (fact: string): string => {
  const [name = '', ...rest] = fact.split(' ')
  const version = rest[0] === 'TLS' || rest[0] === 'SSL' ? ` ${rest[0]} ${rest[1]}` : ''
  return KINDS[name] === undefined ? name : `${KINDS[name]}${name === 'version' ? '' : version}`
}

const KINDS: Readonly<Record<string, string>> = {
  version: 'versions',
  group: 'groups of TLS 1.3',
  groupChoice: 'who decides about groups',
  curve: 'curves of TLS 1.2',
  suite: 'cipher suites',
  suiteChoice: 'who decides about cipher suites',
  scheme: 'signature schemes',
  chain: 'certificate chains',
  alpn: 'ALPN',
  clientCertificate: 'client certificate',
  ticket: 'tickets',
  ticketLifetime: 'lifetime of tickets',
  resumedByTicket: 'resumption by ticket',
  resumedById: 'resumption by session id',
  client: 'what a client gets',
  resumed: 'resumption',
  largeHello: 'large hello',
  fragmentedRecord: 'fragmented hello',
}

const machine = (): string =>
  `${cpus().length} cores (${cpus()[0]?.model.trim()}), Node.js ${process.versions.node}`
