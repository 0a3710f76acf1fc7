import { acceptedOlderVersions } from '../../../model/questions/tls.ts'
import { byFindings, type CheckDefinition, fail, findingsOfCheck, pass, warn } from '../../check.ts'

/** RFC 9851: no version earlier than TLS 1.3 gets post-quantum key exchange. */
export const olderVersions: CheckDefinition = {
  id: 'older-versions',
  title: 'TLS 1.2, earlier versions and their weak key exchange and cipher suites are refused',
  run(subject) {
    const { tls, options } = subject
    const found = byFindings(subject, findingsOfCheck('older-versions'))
    const strict = options.requirement === 'pqc'
    const versions = [...new Set(tls.flatMap(({ facts }) => acceptedOlderVersions(facts)))]
    if (found && (found.result === 'fail' || versions.length === 0 || !strict)) return found
    if (versions.length === 0) return pass('TLS 1.3 only')
    return (strict ? fail : warn)(`It accepts ${versions.join(', ')}.`, REMEDY)
  },
}

const REMEDY =
  'Set TLS 1.3 as the minimum version, or allow TLS 1.2 with ECDHE only for clients that need it.'
