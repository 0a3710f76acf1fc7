import { daysBetween } from '../../../model/day.ts'
import { byFindings, check, findingsOfCheck } from '../../check.ts'

export const certificates = check('certificates', (subject, say) => {
  const found = byFindings(subject, findingsOfCheck('certificates'))
  if (found) return found
  const [ends] = subject.tls
    .flatMap(({ facts }) => facts.chains)
    .flatMap(({ certificates: [leaf] }) => leaf?.notAfter.slice(0, 10) ?? [])
    .toSorted()
  if (ends === undefined) return say('no-certificate')
  return say('valid', { days: daysBetween(new Date().toISOString().slice(0, 10), ends) })
})
