import { codeSpan, escapeMarkdown } from '../text/markdownText.ts'
import { changeText, type DiffReport, sideText, totalsText, VERDICT_TITLES, VERDICTS } from './parts.ts'

/** What changed between two scans, as Markdown, for a pull request. */
export const diffMarkdown = ({ before, after, summary, shown }: DiffReport): string => {
  const sections = VERDICTS.flatMap((verdict) => {
    if (summary.verdicts[verdict] === 0) return []
    const more = summary.verdicts[verdict] - shown[verdict].length
    return [
      '',
      `## ${VERDICT_TITLES[verdict]} (${summary.verdicts[verdict]})`,
      '',
      ...shown[verdict].flatMap(({ url, name, changes }) => [
        `- ${name === undefined ? '' : `${escapeMarkdown(name, 60)}: `}${codeSpan(url, 300)}`,
        ...changes.map((change) => `  - ${escapeMarkdown(changeText(change), MAX_CHANGE)}`),
      ]),
      ...(more > 0 ? [`- and ${more} more (\`--json\` lists all)`] : []),
    ]
  })
  return [
    '# What changed',
    '',
    `- First: ${escapeMarkdown(sideText(before), MAX_CHANGE)}`,
    `- Second: ${escapeMarkdown(sideText(after), MAX_CHANGE)}`,
    '',
    `${totalsText(summary)}.`,
    ...sections,
    '',
  ].join('\n')
}

/** Characters of one line; twenty tools with long names fit in. */
const MAX_CHANGE = 2000
