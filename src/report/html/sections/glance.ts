import { RENEW_BEFORE_DAYS } from '../../../registry/x509/strength.ts'
import { endpointName, endpointUrl } from '../../inventory/labels.ts'
import { AUTHENTICATION, KEY_EXCHANGE } from '../../inventory/postures.ts'
import type { ReportInput } from '../../inventory/reportInput.ts'
import { number } from '../../text/phrases.ts'
import { section } from '../elements.ts'
import type { Figures } from '../figures/figures.ts'
import { html, type Markup, type Part } from '../markup.ts'
import { postureFigure } from './postureFigure.ts'

export const glance = (figures: Figures, input: ReportInput): Markup => {
  const numbers = keyNumbers(figures, input)
  return section(
    'glance',
    html`<ul class="key-numbers in-${columns(numbers.length)}">${numbers}</ul>
${postureFigure('chart-key-exchange', 'Key exchange', KEY_EXCHANGE, figures.keyExchange)}
${postureFigure('chart-authentication', 'Authentication', AUTHENTICATION, figures.authentication)}`,
  )
}

/** One row, or two of the same length. */
const columns = (count: number): number => (count <= 5 ? count : Math.min(5, Math.ceil(count / 2)))

const keyNumbers = (figures: Figures, { plan, verification }: ReportInput): Markup[] => [
  keyNumber(
    number(figures.sensitiveExposed),
    'with critical or high data and without post-quantum key exchange for some or all clients that support it',
    figures.sensitiveExposed > 0,
  ),
  ...(figures.highest
    ? [
        keyNumber(
          number(figures.highest.assessment.risk.score),
          html`highest risk of 100: <bdi>${endpointName(figures.highest) ?? endpointUrl(figures.highest)}</bdi>`,
        ),
      ]
    : []),
  ...(figures.classicalToo > 0
    ? [
        keyNumber(
          number(figures.classicalToo),
          'with post-quantum key exchange that also accept classical clients',
        ),
      ]
    : []),
  ...(figures.findings.count('expired') > 0
    ? [keyNumber(number(figures.findings.count('expired')), 'with an expired certificate', true)]
    : []),
  ...(figures.findings.count('expiring') > 0
    ? [
        keyNumber(
          number(figures.findings.count('expiring')),
          `whose certificate expires within ${RENEW_BEFORE_DAYS} days`,
        ),
      ]
    : []),
  ...(plan
    ? [
        keyNumber(
          number(plan.summary.overdue),
          `overdue of ${number(plan.summary.items)} items in the plan`,
          plan.summary.overdue > 0,
        ),
      ]
    : []),
  ...(verification
    ? [
        keyNumber(
          number(verification.endpoints.filter(({ verdict }) => verdict === 'pass').length),
          `of ${number(verification.endpoints.length)} verified endpoints pass`,
        ),
      ]
    : []),
  ...(figures.untested.unreachedCount > 0
    ? [keyNumber(number(figures.untested.unreachedCount), 'that could not be probed')]
    : []),
]

const keyNumber = (value: string, words: Part, isBad = false): Markup =>
  html`<li${isBad ? html` class="bad"` : ''}><b>${value}</b> <span>${words}</span></li>
`
