import type { Chain } from '../../../model/certificate.ts'
import { keyName } from '../../../model/questions/key.ts'
import {
  atEachAddress,
  type CheckDefinition,
  fail,
  inconclusive,
  type Outcome,
  pass,
  together,
  warn,
} from '../../check.ts'

const DAY_MS = 86_400_000
const SOON_DAYS = 30

/** Every chain that the server shows to anybody. */
export const certificates: CheckDefinition = {
  id: 'certificates',
  title: 'Certificate chains validate, for this name, and for a while yet',
  run: (subject) =>
    atEachAddress(subject, ({ facts: { chains } }) => {
      if (chains.length === 0) return inconclusive('no certificate was seen')
      const now = Date.now()
      return together(chains.map((chain) => ({ where: leafName(chain), outcome: judge(chain, now) })))
    }),
}

const leafName = ({ certificates: [leaf] }: Chain): string =>
  leaf ? keyName(leaf.publicKey) : 'no certificate'

const judge = (chain: Chain, now: number): Outcome => {
  const { trusted, trustError, nameMatches, certificates: list } = chain
  const [leaf] = list
  const ends = list.map(({ notAfter }) => Date.parse(notAfter)).filter((time) => !Number.isNaN(time))
  const days = Math.floor((Math.min(...ends) - now) / DAY_MS)
  if (!leaf || trusted === null || ends.length === 0) return inconclusive('a certificate cannot be read')
  if (nameMatches === false) {
    const names = leaf.subjectAltNames.slice(0, 4).join(', ')
    return fail(
      `for another name: ${names === '' ? 'it has none' : names}`,
      'Issue it for the name that clients use.',
    )
  }
  if (!trusted) {
    const expired = Date.parse(leaf.notAfter) < now
    return fail(
      expired
        ? `expired ${leaf.notAfter.slice(0, 10)}`
        : `not trusted: ${trustError ?? 'no reason is known'}`,
      expired
        ? 'Renew it.'
        : 'Send the whole chain; if a private authority issued it, name that authority with --ca FILE.',
    )
  }
  if (days < SOON_DAYS) return warn(`a certificate of the chain ends in ${days} days`, 'Renew it.')
  return pass(`validates, for this name, for ${days} days yet`)
}
