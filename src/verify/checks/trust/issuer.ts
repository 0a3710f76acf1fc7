import { assessAuthentication } from '../../../assess/authentication.ts'
import { assessKeyExchange } from '../../../assess/keyExchange.ts'
import type { AddressFacts, Observation } from '../../../model/endpoint.ts'
import type { TlsFacts } from '../../../model/tls.ts'
import { fail, inconclusive, type Outcome, pass, together } from '../../check.ts'
import { isWantedOpen, meets, wanted } from '../../demand.ts'
import type { VerifyOptions } from '../../subject.ts'
import { bestGroup, lesserGroup } from '../../takenGroups.ts'

/** What ends TLS in front of an authorization server, by the measure of the endpoint that believes its tokens. */
export const judgeIssuer = (options: VerifyOptions, { addresses, problem }: Observation): Outcome =>
  problem
    ? inconclusive(problem.message)
    : together(addresses.map((facts) => ({ where: facts.address, outcome: judge(options, facts) })))

const judge = (options: VerifyOptions, facts: AddressFacts): Outcome => {
  const { tls, service, state, detail } = facts
  if (service === 'http') return fail('plain HTTP: its tokens can be read on the way', REMEDY)
  if (!tls) return inconclusive(`${state === 'open' ? 'no handshake' : state}${detail ? `: ${detail}` : ''}`)
  const group = bestGroup(tls, options)
  if (!group) {
    return isWantedOpen(options, tls)
      ? inconclusive(`whether it takes a ${wanted(options)} could not be found out`)
      : fail(`takes no ${wanted(options)}`, REMEDY)
  }
  const preferred = tls.groups.find(({ rank }) => rank === 1)?.name
  if (preferred !== undefined && !meets(options, preferred))
    return fail(`takes ${group.name}, but prefers ${preferred}`, REMEDY)
  const untrusted = tls.chains.find(({ trusted, nameMatches }) => trusted === false || nameMatches === false)
  if (untrusted) {
    const why = untrusted.nameMatches === false ? 'is for another name' : 'does not validate'
    return fail(`takes ${group.name}, but its certificate ${why}`, 'Verify the server by itself to see why.')
  }
  return options.requirement === 'pqc'
    ? judgeStrictly(options, facts, tls, group.name)
    : judgeCertificate(options, facts, group.name)
}

const judgeStrictly = (
  options: VerifyOptions,
  facts: AddressFacts,
  tls: TlsFacts,
  group: string,
): Outcome => {
  const { classicalAccepted } = assessKeyExchange([facts])
  if (classicalAccepted === null)
    return inconclusive('whether it lets classical clients in could not be found out')
  if (classicalAccepted) return fail(`takes ${group}, and still lets classical clients in`, REMEDY)
  const lesser = lesserGroup(tls, options)
  return lesser
    ? fail(`takes ${group}, and ${lesser.name}, which is no ${wanted(options)}`, REMEDY)
    : pass(`takes ${group}, and nothing less`)
}

const judgeCertificate = ({ requirement }: VerifyOptions, facts: AddressFacts, group: string): Outcome => {
  const { category, weakest } = assessAuthentication([facts], new Date())
  const what = `takes ${group}`
  if (requirement !== 'pqc-signatures' || category === 'pqc') return pass(what)
  if (category === 'unknown') return inconclusive(`${what}; nothing certain is known of its certificate`)
  return fail(`${what}, but no chain of it is post-quantum (${weakest})`, REMEDY)
}

const REMEDY =
  'Upgrade the authorization server as the endpoint was, or ask its operator for it: mcp-pqc verify takes its URL too.'
