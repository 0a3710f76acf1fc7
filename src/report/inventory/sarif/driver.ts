import type { FindingRow } from '../../../registry/findings.ts'
import { LIKELY_SERVERS, remediation } from '../../../registry/remediation/remediation.ts'
import { CWE, cweUri } from '../../../registry/sarif.ts'
import { dateTime } from '../../text/phrases.ts'
import { sanitize } from '../../text/sanitize.ts'
import type { ReportInput } from '../reportInput.ts'
import { type Census, levelOfRule, RULE_LIST, ruleIndex } from './findings.ts'
import notifications from './notifications.json' with { type: 'json' }

export const driver = ({ tool }: Pick<ReportInput, 'tool'>) => ({
  name: sanitize(tool.name, 100),
  fullName: 'mcp-pqc: post-quantum readiness of MCP endpoints',
  version: sanitize(tool.version, 100),
  semanticVersion: SEMANTIC_VERSION.test(tool.version) ? tool.version : undefined,
  informationUri: INFORMATION,
  rules: RULE_LIST.map(descriptor),
  // Problems of the scan itself (SARIF 2.1.0 §3.58).
  notifications: Object.values(notifications).map(({ id, name, title, remedy }) => ({
    id,
    name,
    shortDescription: { text: title },
    fullDescription: { text: `${title} ${remedy}` },
    help: { text: remedy },
  })),
  supportedTaxonomies: [{ name: 'CWE', index: 0 }],
})

const INFORMATION = 'https://www.npmjs.com/package/mcp-pqc'

/** https://semver.org §2, §9 and §10. */
const SEMANTIC_VERSION = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})([-+][\da-zA-Z.+-]{1,50})?$/

/** SARIF 2.1.0 §3.49. Code scanning reads the tags and security-severity. */
const descriptor = (rule: FindingRow) => ({
  id: rule.sarif.id,
  name: rule.sarif.name,
  shortDescription: { text: rule.title },
  fullDescription: { text: `${rule.title} ${rule.why}` },
  help: { text: helpText(rule), markdown: helpMarkdown(rule) },
  defaultConfiguration: { level: levelOfRule(rule) },
  relationships: rule.sarif.cwe?.map((id) => ({
    target: { id: String(id), index: taxon(id), toolComponent: { name: 'CWE', index: 0 } },
    kinds: ['superset'],
  })),
  properties: {
    tags: ['security', 'cryptography', ...(rule.sarif.cwe ?? []).map((id) => `external/cwe/cwe-${id}`)],
    'security-severity': rule.sarif.severity?.toFixed(1),
    precision: 'high',
  },
})

const taxon = (id: number): number => CWE.entries.findIndex((entry) => entry.id === id)

/** Settings of common servers; nothing where a server has no such setting. */
const settingsOf = ({ settings }: FindingRow) =>
  LIKELY_SERVERS.flatMap((id) => {
    const row = settings && remediation(id)
    const text = settings === 'hybrid' ? row?.hybrid : row?.secondCertificate
    return row && text !== undefined ? [{ name: row.name, from: row.from, text, trap: row.trap }] : []
  })

const helpText = (rule: FindingRow): string =>
  [
    rule.why,
    `Remedy: ${rule.remedy}`,
    ...settingsOf(rule).map(({ name, from, text, trap }) => `${name} (${from}):\n${text}\n${trap}`),
  ].join('\n\n')

const helpMarkdown = (rule: FindingRow): string =>
  [
    `## ${rule.title}`,
    rule.why,
    '### Remedy',
    rule.remedy,
    ...settingsOf(rule).map(
      ({ name, from, text, trap }) => `**${name}** (${from})\n\n\`\`\`\n${text}\n\`\`\`\n\n${trap}`,
    ),
  ].join('\n\n')

/** The weaknesses to which findings refer (SARIF 2.1.0 §3.14.8). */
export const TAXONOMIES = [
  {
    ...CWE.taxonomy,
    taxa: CWE.entries.map(({ id, name }) => ({
      id: String(id),
      name,
      shortDescription: { text: `${name}.` },
      helpUri: cweUri(id),
    })),
  },
]

/** The scan (SARIF 2.1.0 §3.20) and its problems. */
export const invocation = ({ startedAt, finishedAt, summary }: ReportInput, census: Census) => ({
  executionSuccessful: !summary.interrupted,
  // §3.9: UTC; nothing for text that is not a time.
  startTimeUtc: dateTime(startedAt),
  endTimeUtc: dateTime(finishedAt),
  toolExecutionNotifications: problemsOf(summary, census),
})

const problemsOf = ({ interrupted }: ReportInput['summary'], { leftOut, notProbed, limited }: Census) => {
  const more = notProbed.count - notProbed.shown.length
  return [
    interrupted && notification('interrupted', 'error', notifications.interrupted.title),
    leftOut > 0 &&
      notification(
        'cut',
        'warning',
        `${leftOut} results, the least severe, are left out: code scanning rejects more.`,
      ),
    ...notProbed.shown.map((text) => ({
      ...notification('notProbed', 'warning', text),
      associatedRule: NOT_PROBED,
    })),
    more > 0 && notification('notProbed', 'warning', `${more} more endpoints could not be probed.`),
    ...limited.shown.map((text) => notification('limited', 'warning', text)),
    limited.count > limited.shown.length &&
      notification(
        'limited',
        'warning',
        `${limited.count - limited.shown.length} more hosts limit connections.`,
      ),
  ].filter((one) => one !== false)
}

const NOT_PROBED = {
  id: RULE_LIST.find(({ id }) => id === 'not-probed')?.sarif.id,
  index: ruleIndex('not-probed'),
}

const notification = (name: keyof typeof notifications, level: 'error' | 'warning', text: string) => ({
  descriptor: { id: notifications[name].id, index: Object.keys(notifications).indexOf(name) },
  level,
  message: { text },
})
