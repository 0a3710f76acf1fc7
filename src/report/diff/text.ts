import { wrap } from '../text/fit.ts'
import { sanitize } from '../text/sanitize.ts'
import { changeText, type DiffReport, sectionsOf, sideText, totalsText } from './parts.ts'

export const diffText =
  ({ width }: { width: number }) =>
  (diff: DiffReport): string =>
    [
      ...wrap(`First:  ${sideText(diff.before)}`, width),
      ...wrap(`Second: ${sideText(diff.after)}`, width),
      ...sectionsOf(diff).flatMap(({ title, endpoints, more }) => [
        '',
        title,
        ...endpoints.flatMap(({ url, name, changes }) => [
          ...wrap(`  ${name === undefined ? '' : `${sanitize(name, 60)}: `}${sanitize(url, 300)}`, width),
          ...changes.flatMap((change) => wrap(`    ${changeText(change)}`, width)),
        ]),
        ...(more > 0 ? [`  and ${more} more (--json lists all)`] : []),
      ]),
      '',
      totalsText(diff.summary),
    ].join('\n')
