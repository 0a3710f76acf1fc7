import { assess } from '../../../assess/assess.ts'
import type { AddressFacts, Observation } from '../../../model/endpoint.ts'
import { preferredGroup } from '../../../model/questions/tls.ts'
import { byFindings, fail, findingsOfCheck, inconclusive, type Outcome, pass, together } from '../../check.ts'
import { bestGroup, isWantedOpen, lesserGroup, meets, wanted } from '../../groups.ts'
import type { VerifyOptions } from '../../subject.ts'

export const judgeIssuer = (options: VerifyOptions, observation: Observation): Outcome => {
  const { addresses, problem } = observation
  if (problem) return inconclusive(problem.message)
  const accepted = together(
    addresses.map((facts) => ({ where: facts.address, outcome: groupAt(options, facts) })),
  )
  if (accepted.result !== 'pass') return accepted
  const assessment = assess(observation, new Date())
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

const groupAt = (options: VerifyOptions, { tls, service, state, detail }: AddressFacts): Outcome => {
  if (service === 'http')
    return fail('plain HTTP: its tokens are readable by anyone on the network path', REMEDY)
  if (!tls)
    return inconclusive(`${state === 'open' ? 'no TLS handshake' : state}${detail ? `: ${detail}` : ''}`)
  const group = bestGroup(tls, options)
  if (!group) {
    return isWantedOpen(options, tls)
      ? inconclusive(`unknown whether it accepts a ${wanted(options)}`)
      : fail(`accepts no ${wanted(options)}`, REMEDY)
  }
  const preferred = preferredGroup(tls)?.name
  if (preferred !== undefined && !meets(options, preferred))
    return fail(`accepts ${group.name}, but prefers ${preferred}`, REMEDY)
  const lesser = options.requirement === 'pqc' ? lesserGroup(tls, options) : undefined
  return lesser
    ? fail(`accepts ${group.name}, but also ${lesser.name}, which is not a ${wanted(options)}`, REMEDY)
    : pass(`accepts ${group.name}`)
}

const REMEDY =
  'Upgrade the authorization server in the same way, or ask its operator to; check it with mcp-pqc verify and its URL.'
