import type { Chain } from '../../../model/certificate.ts'
import { DAY_MS } from '../../../model/day.ts'
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

const SOON_DAYS = 30

export const certificates: CheckDefinition = {
  id: 'certificates',
  title: 'Certificate chains are trusted, match the name and do not expire soon',
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
  if (!leaf || trusted === null || ends.length === 0) return inconclusive('a certificate could not be parsed')
  if (nameMatches === false) {
    const names = leaf.subjectAltNames.slice(0, 4).join(', ')
    return fail(
      `issued for another name: ${names === '' ? 'no subjectAltName' : names}`,
      'Issue a certificate for the name that clients use.',
    )
  }
  if (!trusted) {
    const expired = Date.parse(leaf.notAfter) < now
    return fail(
      expired ? `expired ${leaf.notAfter.slice(0, 10)}` : `not trusted: ${trustError ?? 'unknown reason'}`,
      expired
        ? 'Renew the certificate.'
        : 'Configure the server to send the whole chain; if a private authority issued it, name its root with --ca FILE.',
    )
  }
  if (days < SOON_DAYS)
    return warn(`a certificate in the chain expires in ${days} days`, 'Renew the certificate.')
  return pass(`valid for this name; expires in ${days} days`)
}
