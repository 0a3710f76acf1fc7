import { changeText as changeWords } from '../../assess/compare/changeText.ts'
import type { Change, DiffSide, DiffSummary, EndpointDiff, Verdict } from '../../model/diff.ts'
import { minute, plural } from '../text/phrases.ts'
import { sanitize } from '../text/sanitize.ts'
import titles from './verdicts.json' with { type: 'json' }

/** What reports show of a comparison: the first endpoints of each verdict, and how many there are. */
export type DiffReport = {
  before: DiffSide
  after: DiffSide
  summary: DiffSummary
  shown: Record<Verdict, EndpointDiff[]>
}

export const LISTED = 100

/** What needs action comes first. */
const VERDICTS = Object.keys(titles) as Verdict[]

export const sectionsOf = ({ summary, shown }: DiffReport) =>
  VERDICTS.filter((verdict) => summary.verdicts[verdict] > 0).map((verdict) => ({
    title: `${titles[verdict]} (${summary.verdicts[verdict]})`,
    endpoints: shown[verdict],
    more: summary.verdicts[verdict] - shown[verdict].length,
  }))

export const shownOf = async (endpoints: AsyncIterable<EndpointDiff>): Promise<DiffReport['shown']> => {
  const shown: DiffReport['shown'] = { worse: [], new: [], gone: [], 'not-seen': [], better: [], changed: [] }
  for await (const endpoint of endpoints) {
    const list = shown[endpoint.verdict]
    if (list.length < LISTED) list.push(endpoint)
  }
  return shown
}

export const changeText = (change: Change): string => changeWords(change, sanitize)

/** `3f2a9c01, 2026-11-22 10:18, 14 endpoints`. */
export const sideText = ({ name, startedAt, endpoints, interrupted }: DiffSide): string => {
  const when = sanitize(minute(startedAt), 20)
  return `${sanitize(name, 200)}, ${when}, ${plural(endpoints, 'endpoint')}${interrupted ? ', interrupted' : ''}`
}

/** `2 worse, 1 new, 11 unchanged`. */
export const totalsText = ({ verdicts, unchanged }: DiffSummary): string => {
  const some = VERDICTS.filter((verdict) => verdicts[verdict] > 0).map(
    (verdict) => `${verdicts[verdict]} ${verdict === 'not-seen' ? 'not seen' : verdict}`,
  )
  return [...some, `${unchanged} unchanged`].join(', ')
}
