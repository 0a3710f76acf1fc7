import { type Findings, findingsOf } from '../assess/findings/findings.ts'
import type { AddressFacts } from '../model/endpoint.ts'
import { addressName } from '../model/questions/endpoint.ts'
import { findingState } from '../model/questions/finding.ts'
import { filled } from '../model/text/filled.ts'
import type { TlsFacts } from '../model/tls.ts'
import type { Check } from '../model/verification.ts'
import { FINDINGS, type FindingId, findingRow, type VerifyCheck } from '../registry/findings.ts'
import type { Cause } from './causes.ts'
import texts from './checks.json' with { type: 'json' }
import { acceptsWanted, type Group, wanted } from './groups.ts'
import { enableHybrid } from './remedy.ts'
import type { Subject, TlsAddress } from './subject.ts'

export type Outcome = Omit<Check, 'id' | 'title'>

/** `run` never throws because of what the peer does. */
export type CheckDefinition = {
  id: string
  title: string
  run(subject: Subject): Outcome | Promise<Outcome>
}

const { any, ...CHECK_TEXTS } = texts

type CheckTexts = typeof CHECK_TEXTS
type CheckId = keyof CheckTexts

/**
 * An outcome of checks.json. `open`: the check could not be made. `by-requirement`: `fail` where every client has to be
 * post-quantum, `warn` elsewhere. `{word}` stands for a value, and `{enableHybrid}` for what the server’s software needs.
 */
export type OutcomeText = {
  result: Check['result'] | 'open' | 'by-requirement'
  evidence: string
  remedy?: string
}

/** An outcome of the check, or of any check, by its name. */
export type Say<Id extends CheckId> = (
  name: keyof CheckTexts[Id]['outcomes'] | keyof typeof any,
  values?: Readonly<Record<string, string | number>>,
) => Outcome

/** The check with the texts of checks.json. */
export const check = <Id extends CheckId>(
  id: Id,
  run: (subject: Subject, say: Say<Id>) => Outcome | Promise<Outcome>,
): CheckDefinition => {
  const { title, outcomes } = CHECK_TEXTS[id]
  const rows = { ...any, ...outcomes } as unknown as Readonly<Record<string, OutcomeText>>
  const say = (subject: Subject): Say<Id> => {
    return (name, values) => outcomeOf(rows[name as string] as OutcomeText, subject, values)
  }
  return { id, title, run: (subject) => run(subject, say(subject)) }
}

const outcomeOf = (
  row: OutcomeText,
  subject: Subject,
  values: Readonly<Record<string, string | number>> = {},
): Outcome => {
  const evidence = filled(row.evidence, values)
  if (row.result === 'open') return inconclusive(evidence)
  const strict = subject.options.requirement === 'pqc' ? 'fail' : 'warn'
  const result = row.result === 'by-requirement' ? strict : row.result
  if (row.remedy === undefined) return { result, evidence }
  const setting = row.remedy.includes('{enableHybrid}') ? { enableHybrid: enableHybrid(subject) } : {}
  return { result, evidence, remedy: filled(row.remedy, { ...values, ...setting }) }
}

export const pass = (evidence: string): Outcome => ({ result: 'pass', evidence })
export const warn = (evidence: string, remedy?: string): Outcome => withRemedy('warn', evidence, remedy)
export const fail = (evidence: string, remedy?: string): Outcome => withRemedy('fail', evidence, remedy)
/** There is nothing to check: the verdict does not depend on it. */
export const skipped = (evidence: string): Outcome => ({ result: 'skipped', evidence })
/** The check could not be made: the verdict cannot be `pass`. */
export const inconclusive = (evidence: string): Outcome => ({
  result: 'skipped',
  evidence,
  inconclusive: true,
})

const withRemedy = (result: 'warn' | 'fail', evidence: string, remedy: string | undefined): Outcome => ({
  result,
  evidence,
  ...(remedy === undefined ? {} : { remedy }),
})

/**
 * The result of a check by these findings: each fails or warns if it is present, and leaves the check open if it is
 * undetermined. Undefined: none is present or open.
 */
export const byFindings = (
  { assessment, addresses }: { assessment: Findings; addresses: readonly AddressFacts[] },
  results: Partial<Record<FindingId, 'fail' | 'warn'>>,
): Outcome | undefined => {
  const { findings, undetermined } = assessment
  const wanted = (result: 'fail' | 'warn') => findings.filter(({ id }) => results[id as FindingId] === result)
  const [failed, warned] = [wanted('fail'), wanted('warn')]
  const [first] = [...failed, ...warned]
  const open = undetermined.filter(
    ({ id }) => results[id as FindingId] && findingState(assessment, id) === 'undetermined',
  )
  const evidence = [...failed, ...warned].map(({ address, evidence: text }) =>
    address === undefined || addresses.length < 2 ? text : `${address}: ${text}`,
  )
  const remedy = first && findingRow(first.id)?.remedy
  if (failed.length > 0) return fail(evidence.join(' '), remedy)
  if (open.length > 0)
    return inconclusive([...new Set([...open.map(({ reason }) => reason), ...evidence])].join('; '))
  return warned.length > 0 ? warn(evidence.join(' '), remedy) : undefined
}

/** The findings of one address, with the facts that the handshakes of a check add to those of the scan. */
export const findingsWith = (
  { endpoint }: Subject,
  { to: { address, port }, facts }: TlsAddress,
  added: Partial<TlsFacts>,
): Findings => {
  const tls = { ...facts, ...added }
  return findingsOf(
    { endpoint, addresses: [{ address, port, state: 'open', service: 'tls', tls }] },
    'unknown',
    new Date(),
  )
}

/** The result of the check by its findings. Undefined: none of them is present or open. */
export const byCompletedFacts = (
  subject: Subject,
  at: TlsAddress,
  added: Partial<TlsFacts>,
  check: VerifyCheck,
): Outcome | undefined =>
  byFindings({ assessment: findingsWith(subject, at, added), addresses: [] }, findingsOfCheck(check))

export const findingsOfCheck = (check: VerifyCheck): Partial<Record<FindingId, 'fail' | 'warn'>> =>
  Object.fromEntries(
    FINDINGS.flatMap(({ id, verify }) => (verify?.check === check ? [[id, verify.result]] : [])),
  )

/** The same check at each address that speaks TLS. */
export const atEachAddress = async (
  { tls }: Subject,
  check: (address: TlsAddress) => Outcome | Promise<Outcome>,
): Promise<Outcome> => {
  const found: { where: string; outcome: Outcome }[] = []
  // One after the other: concurrent connections would disturb what a check measures and counts.
  for (const address of tls) found.push({ where: addressName(address.to), outcome: await check(address) })
  return together(found)
}

export type PqcAddress = TlsAddress & { group: Group }

/** The same check at each address that accepts a group that is asked for. `despite`: a cause that does not keep it open. */
export const atEachPqcAddress = (
  subject: Subject,
  check: (address: PqcAddress) => Outcome | Promise<Outcome>,
  despite?: Cause['id'],
): Promise<Outcome> =>
  atEachAddress(subject, (at) => {
    const hiding = at.cause?.id === despite ? undefined : hidingCause(at)
    return hiding ? inconclusive(hiding.open) : ifPqcAddress(subject, at, check)
  })

/** What fails because of a cause has its remedy. */
export const ifPqcAddress = async (
  { options }: Subject,
  at: TlsAddress,
  check: (address: PqcAddress) => Outcome | Promise<Outcome>,
): Promise<Outcome> => {
  const { group, facts, cause } = at
  if (group) {
    const outcome = await check({ ...at, group })
    return cause && outcome.result === 'fail' ? { ...outcome, remedy: cause.remedy } : outcome
  }
  const what = wanted(options)
  return acceptsWanted(options, facts) === 'undetermined'
    ? inconclusive(`unknown whether it accepts a ${what}`)
    : skipped(`it accepts no ${what}`)
}

/** Why nothing is seen of the server at this address, whatever is asked about post-quantum groups. */
export const hidingCause = ({ cause }: Pick<TlsAddress, 'cause'>): HidingCause | undefined =>
  cause?.open === undefined ? undefined : { ...cause, open: cause.open }

type HidingCause = Cause & { open: string }

/** The worst outcome counts; the evidence names every place, unless all say the same. */
export const together = (found: readonly { where: string; outcome: Outcome }[]): Outcome => {
  const [worst] = found.map(({ outcome }) => outcome).toSorted((a, b) => severity(a) - severity(b))
  if (!worst) return inconclusive('no address speaks TLS')
  const same = found.every(({ outcome }) => outcome.evidence === worst.evidence)
  if (same) return worst
  return { ...worst, evidence: found.map(({ where, outcome }) => `${where}: ${outcome.evidence}`).join('; ') }
}

const severity = ({ result, inconclusive: open }: Outcome): number =>
  result === 'fail' ? 0 : open ? 1 : result === 'warn' ? 2 : result === 'pass' ? 3 : 4
