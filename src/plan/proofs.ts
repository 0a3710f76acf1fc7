import type { Plan, PlanItem } from '../model/plan.ts'
import { REQUIREMENTS } from '../model/questions/names.ts'
import type { Requirement, VerifiedEndpoint } from '../model/verification.ts'
import { namesAlgorithms } from '../registry/mandates/mandates.ts'
import { placeOf } from './actions/places.ts'
import { summaryOf } from './summary.ts'

/** What `mcp-pqc verify` has to check for one endpoint of an item. `mandates`: ids. */
export type Proof = { url: string; requirement: Requirement; mandates: readonly string[] }

/** For every endpoint of the items, those of the same listener included; without duplicates. */
export const proofsOf = (items: readonly PlanItem[]): Proof[] => {
  const proofs = items.flatMap(proofsOfItem)
  return [...new Map(proofs.map((proof) => [keyOf(proof), proof])).values()]
}

/**
 * The plan with the results of a verification: an item whose endpoints all pass is done; one that was done and fails is
 * open again. `at` is ISO 8601.
 */
export const recordResults = (
  plan: Plan,
  wave: number,
  results: readonly VerifiedEndpoint[],
  at: string,
): Plan => {
  const byKey = new Map(results.map((result) => [keyOf(result), result]))
  const waves = plan.waves.map((one) =>
    one.wave === wave ? { ...one, items: one.items.map((item) => recorded(item, byKey, at)) } : one,
  )
  return { ...plan, waves, summary: summaryOf(waves, plan.summary.endpoints) }
}

const keyOf = ({
  url,
  requirement,
  mandates = [],
}: Omit<Proof, 'mandates'> & { mandates?: readonly string[] | undefined }): string =>
  [requirement, ...mandates, url].join(' ')

/**
 * With the https URL of the protected endpoint, as in the item's command. None where that command is not
 * `mcp-pqc verify`: for an endpoint that is switched off, it is a scan.
 */
const proofsOfItem = (item: PlanItem): Proof[] =>
  !item.verify.startsWith('mcp-pqc verify ')
    ? []
    : [item.url, ...item.alsoMoves.map(({ url }) => url)].map((url) => ({
        url: placeOf({ url }).url,
        requirement: requirementOf(item),
        mandates: mandatesOf(item),
      }))

/** As in the item's command. */
const requirementOf = ({ verify }: PlanItem): Requirement => {
  const named = / --require[ =]([a-z-]+)/.exec(verify)?.[1]
  return REQUIREMENTS.find((one) => one === named) ?? 'hybrid'
}

/** Without unknown ones: a plan of a newer version may name others. */
const mandatesOf = ({ verify }: PlanItem): string[] =>
  Array.from(verify.matchAll(/ --mandate[ =]([a-z0-9.-]+)/g), ([, id]) => id as string).filter(
    namesAlgorithms,
  )

const recorded = (item: PlanItem, byKey: ReadonlyMap<string, VerifiedEndpoint>, at: string): PlanItem => {
  const proofs = proofsOfItem(item)
  const results = proofs.flatMap((proof) => byKey.get(keyOf(proof)) ?? [])
  if (results.length === 0 || results.length < proofs.length) return item
  const reasons = results.flatMap(reasonsOf)
  const verdict = results.some((one) => one.verdict === 'fail')
    ? 'fail'
    : results.some((one) => one.verdict === 'incomplete')
      ? 'incomplete'
      : 'pass'
  const verification = { verdict, at, reasons } as const
  if (verdict === 'pass')
    return { ...item, status: 'done', doneOn: item.doneOn ?? at.slice(0, 10), verification }
  // An incomplete verification does not reopen a done item.
  if (verdict === 'incomplete' || item.status !== 'done') return { ...item, verification }
  const { doneOn: _, ...open } = item
  return { ...open, status: 'open', verification }
}

const reasonsOf = ({ url, checks }: VerifiedEndpoint): string[] =>
  checks
    .filter(({ result, inconclusive }) => result === 'fail' || inconclusive)
    .map(({ title, evidence }) => `${url}: ${title}: ${evidence}`)
