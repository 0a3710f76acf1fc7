import { acceptedOlderVersions } from '../../../model/questions/tls.ts'
import { byFindings, check, findingsOfCheck } from '../../check.ts'

/** RFC 9851: no version earlier than TLS 1.3 gets post-quantum key exchange. */
export const olderVersions = check('older-versions', (subject, say) => {
  const found = byFindings(subject, findingsOfCheck('older-versions'))
  const isStrict = subject.options.requirement === 'pqc'
  const versions = [...new Set(subject.tls.flatMap(({ facts }) => acceptedOlderVersions(facts)))].join(', ')
  if (found && (found.result === 'fail' || versions === '' || !isStrict)) return found
  return versions === '' ? say('refused') : say('accepted', { versions })
})
