import type { Repeats } from '../tls.ts'
import { isPostQuantum } from './tls.ts'

type Seen = Repeats['answers'][number]
type Repeated = { repeats?: readonly Repeats[] | undefined }

export const isPostQuantumAnswer = ({ kind }: Seen): boolean => isPostQuantum({ kind })

/** Questions whose answer has a post-quantum group if the server supports one. */
export const offersPostQuantum = ({ offered }: Pick<Repeats, 'offered'>): boolean =>
  offered === 'all' || offered === 'post-quantum'

/**
 * Whether some connections to one address lead to a server with post-quantum groups and others to one that does not choose them.
 */
export const postQuantumVaries = ({ repeats = [] }: Repeated): boolean =>
  repeats.some(
    (one) =>
      offersPostQuantum(one) &&
      hasOthers(one) &&
      (one.offered === 'post-quantum' || one.answers.some(isPostQuantumAnswer)),
  )

/** Some of the servers behind one address accept no post-quantum group, as far as it was seen. */
export const lacksPostQuantum = ({ repeats = [] }: Repeated): boolean => {
  const last = repeats.findLast((one) => offersPostQuantum(one) && one.answered > 0)
  return last !== undefined && postQuantumVaries({ repeats }) && hasOthers(last)
}

const hasOthers = ({ answers }: Repeats): boolean => answers.some((answer) => !isPostQuantumAnswer(answer))

/** What a server chooses from the offer: one server may choose at random. */
export const CHOICES = ['group', 'cipherSuite', 'scheme'] as const
export type Choice = (typeof CHOICES)[number]

/** What one server has, whatever it chooses: for one version and the same choices it does not vary. */
const PROPERTIES = ['key', 'sha256', 'protocol', 'clientCertificate'] as const

/** `answered`: whether the question was accepted or refused. */
export type Difference = {
  of: 'answered' | 'version' | (typeof PROPERTIES)[number]
  question: Pick<Repeats, 'offered' | 'only'>
  answered: number
  /**
   * The most frequent first. `value` is undefined where there is none, such as no protocol; `example`: the alert, or what was
   * chosen.
   */
  seen: { value: string | boolean | undefined; count: number; example: string | undefined }[]
}

/**
 * In what the answers to the same question differ, of those that were asked over several connections. One server gives the same
 * answers, except for what it chooses: that counts only where some connections refuse what others chose.
 */
export const differencesOf = ({ repeats = [] }: Repeated): Difference[] => repeats.flatMap(differencesIn)

/** Some of the servers behind one address refuse the usual ClientHello, which others accept. */
export const usualVaries = (tls: Repeated): boolean =>
  differencesOf(tls).some(({ of, question }) => of === 'answered' && question.offered === 'all')

/** SHA-256 of the certificates, of which some connections show one and others another, in answer to the same question. */
export const varyingCertificates = ({ repeats = [] }: Repeated): string[] =>
  repeats
    .filter((one) => differencesIn(one).some(({ of }) => of === 'key' || of === 'sha256'))
    .flatMap(({ answers }) => answers.flatMap(({ sha256 }) => sha256 ?? []))

const differencesIn = ({ answers, ...question }: Repeats): Difference[] => {
  const accepted = answers.filter(({ alert }) => alert === undefined)
  const refused = answers.filter(({ alert }) => alert !== undefined)
  const difference = (
    of: Difference['of'],
    among: readonly Seen[],
    value: (one: Seen) => string | boolean | undefined,
  ): Difference[] => {
    const seen = [...Map.groupBy(among, value)]
      .map(([found, same]) => ({
        value: found,
        count: total(same),
        ...exampleOf(same, question.offered === 'other-groups'),
      }))
      .toSorted((a, b) => b.count - a.count)
    const { offered, only } = question
    const asked = { offered, ...(only === undefined ? {} : { only }) }
    return seen.length < 2 ? [] : [{ of, question: asked, answered: total(among), seen }]
  }
  const alike = Map.groupBy(accepted, ({ version, ...one }) =>
    JSON.stringify([version, ...CHOICES.map((choice) => one[choice])]),
  )
  const properties = PROPERTIES.flatMap((of) =>
    [...alike.values()].flatMap((same) => difference(of, same, (one) => one[of])),
  )
  // Another key is another certificate.
  const isKey = properties.some(({ of }) => of === 'key')
  return [
    ...difference('answered', [...accepted, ...refused], ({ alert }) => alert === undefined),
    ...difference('version', accepted, ({ version }) => version),
    ...properties.filter(({ of }) => of !== 'sha256' || !isKey),
  ]
}

const exampleOf = ([first]: readonly Seen[], isGroup: boolean): { example: string | undefined } => ({
  example: first?.alert ?? (isGroup ? first?.group : first?.cipherSuite),
})

const total = (some: readonly Seen[]): number => some.reduce((sum, { count }) => sum + count, 0)
