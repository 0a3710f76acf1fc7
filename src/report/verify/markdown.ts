import type { Timings, VerifiedEndpoint } from '../../model/verification.ts'
import { escapeMarkdown, markdownTable } from '../text/markdownText.ts'
import { decimal } from '../text/phrases.ts'
import { bytesText, overheadText, timingRows } from './chart.ts'
import { requirementText, verdictCounts } from './text.ts'

/**
 * The result of verify, to attach to the change that it proves. `chart`: path of the SVG with the timings, relative to
 * the report. GitHub and GitLab show neither inline SVG nor data: URIs.
 */
export const verifyMarkdown =
  ({ chart }: { chart?: string | undefined }) =>
  (endpoints: readonly VerifiedEndpoint[]): string =>
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
    markdownTable(
      ['Result', 'Check', 'Evidence', 'Remedy'],
      checks.map(({ id, title, result, evidence, remedy = '', inconclusive }) => [
        result === 'fail' ? '**fail**' : inconclusive ? 'open' : result,
        `\`${id}\`: ${escapeMarkdown(title, 200)}`,
        escapeMarkdown(evidence, 2000),
        escapeMarkdown(remedy, 1000),
      ]),
    ),
    '',
    ...(timings ? timingLines(timings) : []),
  ]
}

const timingLines = (timings: Timings): string[] => [
  `Timings in milliseconds, ${timings.samples} samples each:`,
  '',
  markdownTable(
    ['', 'p50', 'p95', 'p99', 'min', 'max'],
    timingRows(timings).map(([name, { p50, p95, p99, min, max }]) => [
      escapeMarkdown(name, 80),
      ...[p50, p95, p99, min, max].map(decimal),
    ]),
  ),
  '',
  `${overheadText(timings)} Bytes sent and received: ${bytesText(timings)}.`,
  '',
  ...timings.notes.flatMap((note) => [`Note: ${escapeMarkdown(note, 300)}`, '']),
]
