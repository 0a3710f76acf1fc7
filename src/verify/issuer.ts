import { assess } from '../assess/assess.ts'
import type { Findings } from '../assess/findings/findings.ts'
import type { AddressFacts, Observation } from '../model/endpoint.ts'
import { addressName } from '../model/questions/endpoint.ts'
import { findingState } from '../model/questions/finding.ts'
import { preferredGroup } from '../model/questions/tls.ts'
import { acceptedGroup } from './acceptedGroup.ts'
import { byFindings, fail, findingsOfCheck, inconclusive, type Outcome, together } from './check.ts'
import { meets, notAllowedByMandate, wanted } from './groups.ts'
import type { VerifyOptions } from './subject.ts'

export const judgeIssuer = (options: VerifyOptions, observation: Observation): Outcome => {
  const { addresses, problem } = observation
  if (problem) return inconclusive(problem.message)
  const assessment = assess(observation, new Date())
  const accepted = together(
    addresses.map((facts) => ({
      where: addressName(facts),
      outcome: groupAt({ options, assessment }, facts),
    })),
  )
  if (accepted.result !== 'pass') return accepted
  const found = byFindings(
    { assessment, addresses },
    {
      ...findingsOfCheck('certificates'),
      ...(options.requirement === 'pqc' ? { 'classical-accepted': 'fail' } : {}),
      ...(options.requirement === 'pqc-signatures' ? { 'classical-certificate': 'fail' } : {}),
    },
  )
  if (!found) return accepted
  const outcome = { ...found, evidence: `${accepted.evidence}; ${found.evidence}` }
  return found.result === 'fail' ? { ...outcome, remedy: REMEDY } : outcome
}

const groupAt = (judged: { options: VerifyOptions; assessment: Findings }, facts: AddressFacts): Outcome => {
  const { options, assessment } = judged
  const accepted = acceptedGroup(judged, facts, { plaintext: PLAINTEXT, remedy: REMEDY })
  if (accepted.result !== 'pass' || !facts.tls) return accepted
  const preferred = preferredGroup(facts.tls)?.name
  const isPreferredNotAllowed = preferred !== undefined && !meets(options, preferred)
  if (
    findingState(assessment, 'classical-preferred', addressName(facts)) === 'present' ||
    isPreferredNotAllowed
  )
    return fail(`${accepted.evidence}, but prefers ${preferred}`, REMEDY)
  const notAllowed = options.requirement === 'pqc' ? notAllowedByMandate(facts.tls, options) : undefined
  return notAllowed
    ? fail(`${accepted.evidence}, but also ${notAllowed.name}, which is not a ${wanted(options)}`, REMEDY)
    : accepted
}

const PLAINTEXT = 'plain HTTP: its tokens are readable by anyone on the network path'

const REMEDY =
  'Upgrade the authorization server in the same way, or ask its operator to; check it with mcp-pqc verify and its URL.'
