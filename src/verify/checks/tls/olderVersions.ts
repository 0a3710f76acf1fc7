import { acceptedOlderVersions } from '../../../model/questions/tls.ts'
import { atEachAddress, type CheckDefinition, fail, inconclusive, pass, warn } from '../../check.ts'

const REMEDY = 'Take TLS 1.3 as the lowest version, or leave TLS 1.2 with ECDHE for the clients that need it.'

/** No version before TLS 1.3 has post-quantum key exchange, nor will have (RFC 9851). */
export const olderVersions: CheckDefinition = {
  id: 'older-versions',
  title: 'TLS 1.2 and older, and static RSA key exchange',
  run: (subject) =>
    atEachAddress(subject, ({ facts }) => {
      const accepted = acceptedOlderVersions(facts)
      const what = [
        ...(accepted.length > 0 ? [`${accepted.join(', ')} taken`] : []),
        ...(facts.keyExchange12.includes('RSA') ? ['static RSA key exchange taken: no forward secrecy'] : []),
      ].join('; ')
      const strict = subject.options.requirement === 'pqc'
      const obsolete = accepted.some((version) => version !== 'TLS 1.2')
      if (obsolete || facts.keyExchange12.includes('RSA') || (strict && what !== ''))
        return fail(what, REMEDY)
      if (what !== '') return warn(what, REMEDY)
      const open = Object.entries(facts.versions).filter(
        ([version, { state }]) => version !== 'TLS 1.3' && (state === 'timed-out' || state === 'not-tested'),
      )
      if (open.length === 0) return pass('TLS 1.3 only')
      return inconclusive(open.map(([version, { state }]) => `${version} ${state}`).join(', '))
    }),
}
