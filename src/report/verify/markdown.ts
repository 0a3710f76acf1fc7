import type { Quantiles, Timings, VerifiedEndpoint } from '../../model/verification.ts'
import { escapeMarkdown } from '../text/markdownText.ts'
import { decimal } from '../text/phrases.ts'
import { bytesText, overheadText } from './chart.ts'
import { requirementText, verdictCounts } from './text.ts'

/**
 * The result of verify, to attach to the change that it proves. `chart`: path of the SVG with the timings, relative to
 * the report. GitHub and GitLab show neither inline SVG nor data: URIs.
 */
export const verifyMarkdown = (
  endpoints: readonly VerifiedEndpoint[],
  { chart }: { chart?: string | undefined } = {},
): string =>
  [
    '# Verification',
    '',
    `${verdictCounts(endpoints)}.`,
    '',
    ...(chart === undefined ? [] : [`![TLS handshake times](<${encodeURI(chart)}>)`, '']),
    ...endpoints.flatMap(section),
  ].join('\n')

const section = (endpoint: VerifiedEndpoint): string[] => {
  const { url, verdict, checks, timings } = endpoint
  return [
    `## ${escapeMarkdown(url, 500)}`,
    '',
    `**${verdict}** for \`${requirementText(endpoint)}\`.`,
    '',
    '| Result | Check | Evidence | Remedy |',
    '|---|---|---|---|',
    ...checks.map(
      ({ id, title, result, evidence, remedy = '', inconclusive }) =>
        `| ${result === 'fail' ? '**fail**' : inconclusive ? 'open' : result} | \`${id}\`: ${escapeMarkdown(title, 200)} | ${escapeMarkdown(evidence, 2000)} | ${escapeMarkdown(remedy, 1000)} |`,
    ),
    '',
    ...(timings ? timingLines(timings) : []),
  ]
}

const timingLines = (timings: Timings): string[] => {
  const { samples, groups, connect, firstAnswer, handshake, mcp, notes } = timings
  return [
    `Timings in milliseconds, ${samples} samples each:`,
    '',
    '| | p50 | p95 | p99 | min | max |',
    '|---|---|---|---|---|---|',
    row('TCP connection', connect),
    ...(firstAnswer.classical ? [row(`ServerHello, ${groups.classical}`, firstAnswer.classical)] : []),
    row(`ServerHello, ${groups.hybrid}`, firstAnswer.hybrid),
    ...(handshake.classical ? [row(`handshake, ${groups.classical}`, handshake.classical)] : []),
    row(`handshake, ${groups.hybrid}`, handshake.hybrid),
    ...(mcp ? [row('first MCP response', mcp.first), row('warm MCP request', mcp.warm)] : []),
    '',
    `${overheadText(timings)} Bytes sent and received: ${bytesText(timings)}.`,
    '',
    ...notes.flatMap((note) => [`Note: ${escapeMarkdown(note, 300)}`, '']),
  ]
}

const row = (name: string, { p50, p95, p99, min, max }: Quantiles): string =>
  `| ${escapeMarkdown(name, 80)} | ${[p50, p95, p99, min, max].map(decimal).join(' | ')} |`
