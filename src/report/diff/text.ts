import { wrap } from '../text/fit.ts'
import { sanitize } from '../text/sanitize.ts'
import { changeText, type DiffReport, sideText, totalsText, VERDICT_TITLES, VERDICTS } from './parts.ts'

/** What changed between two scans, for a terminal. */
export const diffText = ({ before, after, summary, shown }: DiffReport, width: number): string => {
  const sections = VERDICTS.flatMap((verdict) => {
    if (summary.verdicts[verdict] === 0) return []
    const more = summary.verdicts[verdict] - shown[verdict].length
    return [
      '',
      `${VERDICT_TITLES[verdict]} (${summary.verdicts[verdict]})`,
      ...shown[verdict].flatMap(({ url, name, changes }) => [
        ...wrap(`  ${name === undefined ? '' : `${sanitize(name, 60)}: `}${sanitize(url, 300)}`, width),
        ...changes.flatMap((change) => wrap(`    ${changeText(change)}`, width)),
      ]),
      ...(more > 0 ? [`  and ${more} more (--json lists all)`] : []),
    ]
  })
  return [
    ...wrap(`First:  ${sideText(before)}`, width),
    ...wrap(`Second: ${sideText(after)}`, width),
    ...sections,
    '',
    totalsText(summary),
  ].join('\n')
}
