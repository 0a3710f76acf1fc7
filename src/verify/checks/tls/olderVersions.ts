import { acceptedOlderVersions } from '../../../model/questions/tls.ts'
import { atEachAddress, type CheckDefinition, fail, inconclusive, pass, warn } from '../../check.ts'

const REMEDY =
  'Set TLS 1.3 as the minimum version, or allow TLS 1.2 with ECDHE only for clients that need it.'

/** RFC 9851: no version earlier than TLS 1.3 gets post-quantum key exchange. */
export const olderVersions: CheckDefinition = {
  id: 'older-versions',
  title: 'TLS 1.2, earlier versions and static RSA key exchange are refused',
  run: (subject) =>
    atEachAddress(subject, ({ facts }) => {
      const accepted = acceptedOlderVersions(facts)
      const what = [
        ...(accepted.length > 0 ? [`accepts ${accepted.join(', ')}`] : []),
        ...(facts.keyExchange12.includes('RSA')
          ? ['accepts static RSA key exchange (no forward secrecy)']
          : []),
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
