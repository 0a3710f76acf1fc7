import type { Quantiles, Timings, VerifiedEndpoint } from '../../model/verification.ts'
import { escapeMarkdown } from '../text/markdownText.ts'
import { decimal } from '../text/phrases.ts'
import { bytesText, overheadText } from './chart.ts'
import { askedOf, verdictCounts } from './text.ts'

/**
 * What verify found, to keep with the change that it proves. `chart`: where the SVG of its timings lies, as seen from
 * the report. It stays a file of its own: GitHub and GitLab show no SVG that stands in the Markdown, and no data: URI.
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
    `**${verdict}**, measured against \`${askedOf(endpoint)}\`.`,
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
    `Timings in milliseconds, ${samples} samples of each:`,
    '',
    '| | p50 | p95 | p99 | min | max |',
    '|---|---|---|---|---|---|',
    row('TCP connection', connect),
    ...(firstAnswer.classical ? [row(`ServerHello, ${groups.classical}`, firstAnswer.classical)] : []),
    row(`ServerHello, ${groups.hybrid}`, firstAnswer.hybrid),
    ...(handshake.classical ? [row(`handshake, ${groups.classical}`, handshake.classical)] : []),
    row(`handshake, ${groups.hybrid}`, handshake.hybrid),
    ...(mcp ? [row('first MCP answer', mcp.first), row('warm MCP request', mcp.warm)] : []),
    '',
    `${overheadText(timings)} Bytes sent and received: ${bytesText(timings)}.`,
    '',
    ...notes.flatMap((note) => [`Note: ${escapeMarkdown(note, 300)}`, '']),
  ]
}

const row = (name: string, { p50, p95, p99, min, max }: Quantiles): string =>
  `| ${escapeMarkdown(name, 80)} | ${[p50, p95, p99, min, max].map(decimal).join(' | ')} |`
