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
      const { kind } = outcomeOf(endpoint, gates)
      counts.tests++
      if (kind !== 'pass') counts[kind]++
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

type Outcome = { kind: 'failures' | 'skipped' | 'pass'; element: string }

const outcomeOf = (endpoint: InventoryEndpoint, gates: readonly Gate[]): Outcome => {
  const failed = gates.filter(({ fails }) => fails(endpoint))
  if (failed.length > 0) {
    const text = escapeXml(because(endpoint))
    const failures = failed.map(
      ({ name, meaning }) =>
        `<failure type="${escapeXml(name)}" message="${escapeXml(meaning)}">${text}</failure>`,
    )
    return { kind: 'failures', element: failures.join('') }
  }
  const [undecided] = gates.flatMap((gate) => {
    const reason = gate.undecided(endpoint)
    return reason === undefined ? [] : [`undecided: ${gate.meaning} (${reason})`]
  })
  const exchange = keyExchangeText(endpoint)
  const unknown = endpoint.assessment.keyExchange.category === 'unknown'
  const why = notProbedBecause(endpoint) ?? (unknown ? `key exchange ${exchange}` : undecided)
  return why === undefined
    ? { kind: 'pass', element: `<system-out>${escapeXml(exchange)}</system-out>` }
    : { kind: 'skipped', element: `<skipped message="${escapeXml(why)}"/>` }
}

const testCase = (endpoint: InventoryEndpoint, gates: readonly Gate[]): string => {
  const url = endpointUrl(endpoint)
  const name = endpointName(endpoint) ?? url
  return `    <testcase classname="${escapeXml(url)}" name="${escapeXml(name)}">${outcomeOf(endpoint, gates).element}</testcase>`
}

const because = (endpoint: InventoryEndpoint): string =>
  [
    `${endpointTitle(endpoint)}: ${keyExchangeText(endpoint)}`,
    ...endpointFindings(endpoint).map(findingText),
  ].join('; ')
