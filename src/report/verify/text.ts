import { Chalk, type ChalkInstance, type ColorName } from 'chalk'
import type { Check, CheckResult, Verdict, VerifiedEndpoint } from '../../model/verification.ts'
import { type TextOptions, wrap } from '../text/fit.ts'
import { plural } from '../text/phrases.ts'
import { sanitize } from '../text/sanitize.ts'
import { verifyChart } from './chart.ts'

/** The result of verify for a terminal: each endpoint with its checks and timings, then the number of each verdict. */
export const verifyText =
  ({ width, colours }: TextOptions) =>
  (endpoints: readonly VerifiedEndpoint[]): string => {
    const chalk = new Chalk({ level: colours ? 1 : 0 })
    const lines = endpoints.flatMap((endpoint) => [
      `${chalk[VERDICT[endpoint.verdict]](endpoint.verdict.toUpperCase())} ${chalk.bold(sanitize(endpoint.url, 300))} (${requirementText(endpoint)})`,
      ...endpoint.checks.flatMap((check) => checkLines(check, width, chalk)),
      ...(endpoint.timings ? ['', ...verifyChart(endpoint.timings, width)] : []),
      '',
    ])
    return [...lines, verdictCounts(endpoints)].join('\n')
  }

/** `2 endpoints: 1 pass, 1 fail`. */
export const verdictCounts = (endpoints: readonly VerifiedEndpoint[]): string => {
  const counts = (['pass', 'fail', 'incomplete'] as const).flatMap((verdict) => {
    const count = endpoints.filter((one) => one.verdict === verdict).length
    return count === 0 ? [] : [`${count} ${verdict}`]
  })
  return `${plural(endpoints.length, 'endpoint')}: ${counts.join(', ')}`
}

/** The requirement as flags: `--require pqc --mandate cnsa-2.0`. */
export const requirementText = ({ requirement, mandates = [] }: VerifiedEndpoint): string =>
  [`--require ${requirement}`, ...mandates.map((id) => `--mandate ${sanitize(id, 40)}`)].join(' ')

const VERDICT: Record<Verdict, ColorName> = { pass: 'green', fail: 'red', incomplete: 'yellow' }

/** A mark and a word for each: the meaning does not depend on colour alone. */
const MARK: Record<CheckResult, readonly [text: string, colour: ColorName | 'dim']> = {
  pass: ['✓ pass', 'green'],
  fail: ['✗ FAIL', 'red'],
  warn: ['! warn', 'yellow'],
  skipped: ['- skip', 'dim'],
}

/** As wide as the mark and the spaces around it. */
const INDENT = ' '.repeat(10)

const checkLines = (
  { title, result, evidence, remedy, inconclusive }: Check,
  width: number,
  chalk: ChalkInstance,
): string[] => {
  const [mark, colour] = MARK[result]
  const [first = '', ...more] = wrap(`${INDENT}${title}`, width, 0)
  return [
    `  ${chalk[colour](inconclusive ? '? open' : mark)}  ${first.trimStart()}`,
    ...more,
    ...wrap(`${INDENT}${sanitize(evidence, 2000)}`, width, 0),
    ...(remedy === undefined ? [] : wrap(`${INDENT}> ${sanitize(remedy, 1000)}`, width)),
  ]
}
