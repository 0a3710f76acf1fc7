import { FINDINGS, type FindingRow, GATES } from '../src/registry/findings.ts'

const SIDES: Record<FindingRow['side'], string> = {
  'key-exchange': 'Key exchange',
  authentication: 'Authentication',
  configuration: 'Configuration of clients',
  unknown: 'Unknown',
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

const riskOf = ({ risk }: FindingRow): string =>
  risk === undefined ? '' : `${risk.weight}${risk.quantum ? '·u' : ''}`

/** Each id is a condition of its own. */
const gatesOf = ({ id, gates = [] }: FindingRow): string =>
  [...new Set([id, ...gates])].map((name) => `\`${name}\``).join(', ')

const levelOf = ({ level, raised }: FindingRow): string =>
  raised ? `${level}, error where the data is critical or highly sensitive` : level

const section = (side: FindingRow['side']): string => {
  const rows = FINDINGS.filter((row) => row.side === side)
  return [
    `## ${SIDES[side]}`,
    [
      '| Id | Level | Risk | `--fail-on` | SARIF |',
      '| --- | --- | --- | --- | --- |',
      ...rows.map(
        (row) =>
          `| [\`${row.id}\`](#${row.id}) | ${levelOf(row)} | ${riskOf(row)} | ${gatesOf(row)} | ${row.sarif?.id ?? ''} |`,
      ),
    ].join('\n'),
    ...rows.map((row) =>
      [
        `### ${row.id}`,
        [
          `${row.title} ${row.why}`,
          `Remedy: ${row.remedy}`,
          ...(row.standards.length > 0 ? [`Standards: ${row.standards.join('; ')}.`] : []),
          ...(row.verify
            ? [
                `\`verify\`: ${row.verify.result === 'fail' ? 'fails' : 'warns in'} the check \`${row.verify.check}\`.`,
              ]
            : []),
          ...(row.hides ? [`Covers ${row.hides.map((id) => `\`${id}\``).join(', ')}.`] : []),
        ].join('\n\n'),
      ].join('\n\n'),
    ),
  ].join('\n\n')
}

/** docs/findings.md: the catalogue of findings. */
export const findingReference = (): string =>
  `${[
    '# Findings',
    'Made by `npm run docs` from src/registry/findings.ts, which every report, gate, plan and check reads. A finding is one weakness of one endpoint; [json.md](json.md) explains `assessment.findings` and `assessment.undetermined`. The risk is the weight of the finding in K (key exchange) or A (authentication) of [the score](risk.md), where u weighs what only a quantum computer can break. `--fail-on` takes each id, and these conditions, which may stand for several findings:',
    [
      '| `--fail-on` | Holds for an endpoint with |',
      '| --- | --- |',
      ...Object.entries(GATES).map(([name, meaning]) => `| \`${name}\` | ${cell(meaning)} |`),
    ].join('\n'),
    ...(Object.keys(SIDES) as FindingRow['side'][]).map(section),
  ].join('\n\n')}\n`
