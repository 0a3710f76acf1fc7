import { scopeText } from '../../diff/history.ts'
import type { ReportInput } from '../../inventory/reportInput.ts'
import { number, plural } from '../../text/phrases.ts'
import { facts, moment, section } from '../elements.ts'
import type { Figures } from '../figures/figures.ts'
import { html, listed, type Markup, type Part } from '../markup.ts'

export const about = ({ scope, total }: Figures, input: ReportInput): Markup => {
  const { tool, startedAt, finishedAt, authorization, summary, plan, verification } = input
  return section(
    'about',
    html`${facts([
      [
        'Scan',
        html`${moment(startedAt)} to ${moment(finishedAt)}${summary.interrupted ? ', interrupted' : ''}`,
      ],
      [
        'Report',
        html`${moment(input.asOf.toISOString())}: expiry and overdue dates are relative to this time`,
      ],
      ['Program', `${tool.name} ${tool.version}`],
      ['Command', input.scope && `mcp-pqc scan ${scopeText(input.scope)}`],
      ['Endpoints', `${number(total)}, of which ${number(summary.probed)} answered`],
      ['Connections', scope.connections > 0 ? `${number(scope.connections)} to probe TLS` : undefined],
      ['Found through', counted(scope.byKind)],
      ['MCP clients', counted(scope.byClient)],
      ['Files', [...counted(scope.byPath), scope.isCut ? ' and more' : '']],
      [
        'Authorised by',
        authorization &&
          html`${authorization.who}, ${moment(authorization.when)}: ${listed(authorization.scope, 40)}`,
      ],
      ['Plan', plan && html`as of ${plan.asOf}, for ${listed(plan.mandates, 12)}`],
      [
        'Verification',
        verification &&
          html`${moment(verification.startedAt)}, ${plural(verification.endpoints.length, 'endpoint')}`,
      ],
    ])}
<h3>How to read it</h3>
<p>Risk is a number from 0 to 100, from the sensitivity of the data and from the protection of its traffic. It ranks endpoints; it is not a probability. Key exchange decides whether traffic recorded today can be decrypted once a quantum computer exists; authentication must hold only at the time of the connection.</p>
<p>This page is one file. It loads nothing, sends nothing and works without a network. Its script filters and sorts the list; everything can be read without it. Printing includes the parts that are open.</p>`,
  )
}

const counted = (counts: ReadonlyMap<string, number>): Part[] =>
  listed(
    [...counts]
      .toSorted(([, a], [, b]) => b - a)
      .map(([name, count]) => html`<bdi>${name}</bdi> (${number(count)})`),
    60,
  )
