import { daysBetween } from '../../../model/day.ts'
import { byFindings, type CheckDefinition, findingsOfCheck, inconclusive, pass } from '../../check.ts'

export const certificates: CheckDefinition = {
  id: 'certificates',
  title: 'Certificate chains are trusted, match the name and do not expire soon',
  run(subject) {
    const found = byFindings(subject, findingsOfCheck('certificates'))
    if (found) return found
    const [ends] = subject.tls
      .flatMap(({ facts }) => facts.chains)
      .flatMap(({ certificates: [leaf] }) => leaf?.notAfter.slice(0, 10) ?? [])
      .toSorted()
    if (ends === undefined) return inconclusive('no certificate was seen')
    const days = daysBetween(new Date().toISOString().slice(0, 10), ends)
    return pass(`valid for this name; expires in ${days} days`)
  },
}
