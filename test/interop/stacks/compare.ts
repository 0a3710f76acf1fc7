import type { Facts, Reference } from './reference/facts.ts'
import { NO } from './reference/facts.ts'

/**
 * `right`, `wrong`: the scanner and a tool both have a value. `missing`: the scanner has none where the tool was served.
 * `withSecret`: it has none, nor has the tool without the client certificate or the pre-shared key that it was given. `notAsked`: it
 * has none where the tool was refused. `alone`: only the scanner has a value, other than no.
 */
export type Verdict = 'right' | 'wrong' | 'missing' | 'withSecret' | 'notAsked' | 'alone'

export type Compared = {
  fact: string
  verdict: Verdict
  scanner: string | undefined
  /** What the tool says, and its name. */
  right: string | undefined
  tool: string | undefined
}

export const compareFacts = (
  scanned: Facts,
  reference: Reference,
  ignore: Readonly<Record<string, string>> = {},
): Compared[] => {
  const names = [...new Set([...reference.keys(), ...scanned.keys()])].filter((fact) => !isOfList(fact))
  return names.flatMap((fact): Compared[] => {
    if (ignore[fact] !== undefined) return []
    const list = suiteList(fact)
    // The scanner lists what is accepted: what a whole list lacks was refused.
    const scanner = scanned.get(fact) ?? (list !== undefined && scanned.has(`${list} whole`) ? NO : undefined)
    const { value: right, tool } = reference.get(fact) ?? { value: undefined, tool: undefined }
    // No tool asked for it, or only the scanner did, and was refused. Other clients are not installed.
    if (right === undefined && (scanner === undefined || scanner === NO || fact.startsWith('client ')))
      return []
    return [{ fact, verdict: verdictOf(scanner, right), scanner, right, tool }]
  })
}

const suiteList = (fact: string): string | undefined => /^suite \S+ \S+/.exec(fact)?.[0]

const isOfList = (fact: string): boolean => fact.startsWith('suite ') && fact.endsWith(' whole')

const verdictOf = (scanner: string | undefined, right: string | undefined): Verdict => {
  if (right === undefined) return 'alone'
  if (scanner === undefined) return right === NO ? 'notAsked' : 'missing'
  return scanner === right || isSameLifetime(scanner, right) ? 'right' : 'wrong'
}

/** BoringSSL gives what is left of the lifetime, in seconds. */
const isSameLifetime = (scanner: string, right: string): boolean =>
  /^\d{3,}$/.test(right) && Math.abs(Number(scanner) - Number(right)) <= 5

/** `without`: what the tools say of the same server where they have no secret, as the scanner. */
export const onlyWithSecret = (compared: readonly Compared[], without: Facts): Compared[] =>
  compared.map((one) =>
    one.verdict === 'missing' && without.get(one.fact) !== one.right
      ? { ...one, verdict: 'withSecret' }
      : one,
  )

export const countVerdicts = (compared: readonly Compared[]): Record<Verdict, number> => {
  const counts: Record<Verdict, number> = {
    right: 0,
    wrong: 0,
    missing: 0,
    withSecret: 0,
    notAsked: 0,
    alone: 0,
  }
  for (const { verdict } of compared) counts[verdict]++
  return counts
}
