import type { Change, DiffSide, DiffSummary, EndpointDiff, Verdict } from '../../model/diff.ts'
import { plural } from '../text/phrases.ts'
import { sanitize } from '../text/sanitize.ts'
import { minute } from '../text/time.ts'

/** What a person reads of a comparison: of each verdict so many endpoints, and how many there are in all. */
export type DiffReport = {
  before: DiffSide
  after: DiffSide
  summary: DiffSummary
  shown: Record<Verdict, EndpointDiff[]>
}

/** Endpoints of one verdict that are listed. */
export const LISTED = 100

/** What calls for action first. */
export const VERDICT_TITLES = {
  worse: 'Worse',
  new: 'New',
  gone: 'Gone',
  'not-seen': 'Not seen in one of them: nothing is known',
  better: 'Better',
  changed: 'Changed otherwise',
} as const satisfies Record<Verdict, string>

export const VERDICTS = Object.keys(VERDICT_TITLES) as Verdict[]

/** The first of each verdict: more would be read by nobody. */
export const shownOf = async (endpoints: AsyncIterable<EndpointDiff>): Promise<DiffReport['shown']> => {
  const shown: DiffReport['shown'] = { worse: [], new: [], gone: [], 'not-seen': [], better: [], changed: [] }
  for await (const endpoint of endpoints) {
    const list = shown[endpoint.verdict]
    if (list.length < LISTED) list.push(endpoint)
  }
  return shown
}

const KINDS: Record<Change['kind'], string> = {
  new: 'only in the second scan, key exchange',
  gone: 'only in the first scan, key exchange',
  'not-seen': 'not reached in the second scan',
  'not-seen-before': 'not reached in the first scan',
  'key-exchange': 'key exchange',
  'preferred-group': 'preferred group',
  'classical-accepted': 'clients without post-quantum key exchange',
  'tls-version': '',
  authentication: 'authentication',
  trust: 'certificate',
  certificate: 'certificate renewed',
  tools: 'tool list changed',
  risk: 'risk',
}

/** `worse: key exchange hybrid → classical`. Names from the network are cleaned; markup is the caller's matter. */
export const changeText = ({ kind, direction, before, after, details = [] }: Change): string => {
  const isAdded = kind === 'certificate' && before === undefined
  const name = kind === 'tls-version' ? (details[0] ?? '') : isAdded ? 'certificate added' : KINDS[kind]
  const values = [before, after].filter((value) => value !== undefined).map((value) => sanitize(value, 100))
  const more = kind === 'tls-version' ? [] : details.map((detail) => sanitize(detail, 200))
  return [
    `${direction === 'neither' || kind === 'risk' ? '' : `${direction}: `}${name}`,
    values.length > 0 ? ` ${values.join(' → ')}` : '',
    more.length > 0 ? ` (${more.join('; ')})` : '',
  ].join('')
}

/** `3f2a9c01, 2026-11-22 10:18, 14 endpoints`. */
export const sideText = ({ name, startedAt, endpoints, interrupted }: DiffSide): string => {
  const when = sanitize(minute(startedAt), 20)
  return `${sanitize(name, 200)}, ${when}, ${plural(endpoints, 'endpoint')}${interrupted ? ', interrupted' : ''}`
}

/** `2 worse, 1 new, 11 the same`. */
export const totalsText = ({ verdicts, unchanged }: DiffSummary): string => {
  const some = VERDICTS.filter((verdict) => verdicts[verdict] > 0).map(
    (verdict) => `${verdicts[verdict]} ${verdict === 'not-seen' ? 'not seen' : verdict}`,
  )
  return [...some, `${unchanged} the same`].join(', ')
}
