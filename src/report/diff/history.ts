import type { ScanRecord, ScanScope } from '../../model/scanRecord.ts'
import { KEY_EXCHANGE } from '../inventory/postures.ts'
import { cut, padded, wrap } from '../text/fit.ts'
import { minute, plural } from '../text/phrases.ts'
import { sanitize } from '../text/sanitize.ts'

export const historyText = (scans: readonly ScanRecord[], width: number): string => {
  if (scans.length === 0) return 'No scans are stored.'
  const head = line(HEAD, width)
  return [head, ...scans.map((scan) => line(cells(scan), width))].join('\n')
}

const HEAD = ['ID', 'STARTED (UTC)', 'STATE', 'ENDPOINTS', 'KEY EXCHANGE', 'SCOPE']
const COLUMNS = [8, 16, 11, 9, 40]

const line = (texts: readonly string[], width: number): string => {
  const fixed = COLUMNS.map((columns, i) => padded(texts[i] ?? '', columns)).join('  ')
  return cut(`${fixed}  ${texts.at(-1)}`, width).trimEnd()
}

const cells = ({ id, startedAt, state, summary, scope }: ScanRecord): string[] => [
  id,
  minute(startedAt),
  state,
  String(summary.endpoints),
  KEY_EXCHANGE.filter(({ category }) => summary.keyExchange[category])
    .map(({ category }) => `${summary.keyExchange[category]} ${category}`)
    .join(', '),
  scopeText(scope),
]

/** The arguments and flags of the scan, without secrets. */
export const scopeText = (scope: ScanScope): string => {
  const words = [
    ...scope.targets,
    ...scope.files.map((path) => `--file ${path}`),
    ...(scope.configs ? ['--configs'] : []),
    ...(scope.configs?.home === undefined ? [] : [`--home ${scope.configs.home}`]),
    ...(scope.configs?.projects ?? []).map((path) => `--project ${path}`),
    ...scope.registries.map((name) => `--registry ${name}`),
    ...(scope.lab ? ['--lab'] : []),
    ...scope.exclude.map((name) => `--exclude ${name}`),
    ...(scope.ports ? [`--port ${scope.ports.join(',')}`] : []),
    ...(scope.profile === 'full' ? [] : [`--profile ${scope.profile}`]),
    ...(scope.mcp ? [] : ['--no-mcp']),
  ]
  return sanitize(words.join(' '), MAX_SCOPE)
}

const MAX_SCOPE = 500

export const pruneText = (
  scans: readonly ScanRecord[],
  { kept, dryRun }: { kept: number; dryRun: boolean },
  width: number,
): string => {
  const count = plural(scans.length, 'scan')
  const list = scans.length === 0 ? [] : [historyText(scans, width), '']
  const done = dryRun ? `${count} would be deleted, ${kept} kept.` : `${count} deleted, ${kept} kept.`
  return [...list, ...wrap(done, width)].join('\n')
}
