import type { Gate } from '../../assess/gates.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import { escapeXml } from '../text/escape.ts'
import { endpointFindings, findingText } from './findings.ts'
import { endpointName, endpointTitle, endpointUrl, keyExchangeText, notProbedBecause } from './labels.ts'
import type { Report } from './reportInput.ts'

/**
 * JUnit XML for CI: a case per endpoint, which fails where a gate fails. An endpoint that could not be probed, or whose
 * key exchange is unknown, does not pass: unless a gate fails, its case is skipped.
 */
export const inventoryJunit = (gates: readonly Gate[]): Report =>
  async function* ({ endpoints, tool, startedAt, summary }) {
    const closed = (summary.gates ?? []).filter(({ reason }) => reason && reason !== 'gate-undecided')
    const counts = { tests: closed.length, failures: closed.length, skipped: 0 }
    for await (const endpoint of endpoints()) {
      const outcome = outcomeOf(endpoint, gates)
      counts.tests++
      if (outcome.kind !== 'pass') counts[outcome.kind]++
    }
    const attributes = Object.entries({ ...counts, errors: 0 }).map(([name, count]) => `${name}="${count}"`)
    const suite = `name="mcp-pqc" ${attributes.join(' ')}`
    yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${suite}>\n`
    yield `  <testsuite ${suite} timestamp="${escapeXml(startedAt)}">\n`
    yield `    <properties><property name="version" value="${escapeXml(tool.version)}"/>`
    yield `<property name="fail-on" value="${escapeXml(gates.map(({ name }) => name).join(' '))}"/></properties>\n`
    for await (const endpoint of endpoints()) yield `${testCase(endpoint, gates)}\n`
    // Nothing was judged: a suite without failures would pass.
    for (const { name, reason = '', because = '' } of closed)
      yield `    <testcase classname="--fail-on" name="${escapeXml(name)}"><failure type="${reason}" message="${escapeXml(because)}"/></testcase>\n`
    yield '  </testsuite>\n</testsuites>\n'
  }

type Outcome = { kind: 'failures'; failed: Gate[] } | { kind: 'skipped'; why: string } | { kind: 'pass' }

const outcomeOf = (endpoint: InventoryEndpoint, gates: readonly Gate[]): Outcome => {
  const failed = gates.filter(({ fails }) => fails(endpoint))
  if (failed.length > 0) return { kind: 'failures', failed }
  const [undecided] = gates.flatMap((gate) => {
    const reason = gate.undecided(endpoint)
    return reason === undefined ? [] : [`undecided: ${gate.meaning} (${reason})`]
  })
  const unknown = endpoint.assessment.keyExchange.category === 'unknown'
  const why =
    notProbedBecause(endpoint) ?? (unknown ? `key exchange ${keyExchangeText(endpoint)}` : undecided)
  return why === undefined ? { kind: 'pass' } : { kind: 'skipped', why }
}

const testCase = (endpoint: InventoryEndpoint, gates: readonly Gate[]): string => {
  const outcome = outcomeOf(endpoint, gates)
  const name = endpointName(endpoint) ?? endpointUrl(endpoint)
  const open = `    <testcase classname="${escapeXml(endpointUrl(endpoint))}" name="${escapeXml(name)}"`
  switch (outcome.kind) {
    case 'pass':
      return `${open}><system-out>${escapeXml(keyExchangeText(endpoint))}</system-out></testcase>`
    case 'skipped':
      return `${open}><skipped message="${escapeXml(outcome.why)}"/></testcase>`
    case 'failures': {
      const failures = outcome.failed.map(
        (gate) =>
          `<failure type="${escapeXml(gate.name)}" message="${escapeXml(gate.meaning)}">${escapeXml(because(endpoint))}</failure>`,
      )
      return `${open}>${failures.join('')}</testcase>`
    }
  }
}

const because = (endpoint: InventoryEndpoint): string =>
  [
    `${endpointTitle(endpoint)}: ${keyExchangeText(endpoint)}`,
    ...endpointFindings(endpoint).map(findingText),
  ].join('; ')
