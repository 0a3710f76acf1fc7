import { codeSpan, escapeMarkdown } from '../text/markdownText.ts'
import { changeText, type DiffReport, sectionsOf, sideText, totalsText } from './parts.ts'

export const diffMarkdown = (diff: DiffReport): string =>
  [
    '# What changed',
    '',
    `- First: ${markdown(sideText(diff.before))}`,
    `- Second: ${markdown(sideText(diff.after))}`,
    '',
    `${totalsText(diff.summary)}.`,
    ...sectionsOf(diff).flatMap(({ title, endpoints, more }) => [
      '',
      `## ${title}`,
      '',
      ...endpoints.flatMap(({ url, name, changes }) => [
        `- ${name === undefined ? '' : `${escapeMarkdown(name, 60)}: `}${codeSpan(url, 300)}`,
        ...changes.map((change) => `  - ${markdown(changeText(change))}`),
      ]),
      ...(more > 0 ? [`- and ${more} more (\`--json\` lists all)`] : []),
    ]),
    '',
  ].join('\n')

/** Twenty tools with long names fit into one line. */
const markdown = (text: string): string => escapeMarkdown(text, 2000)
