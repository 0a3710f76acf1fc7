import { assessAuthentication } from '../../../assess/authentication.ts'
import { assessKeyExchange } from '../../../assess/keyExchange.ts'
import type { AddressFacts, Observation } from '../../../model/endpoint.ts'
import { preferredGroup } from '../../../model/questions/tls.ts'
import type { TlsFacts } from '../../../model/tls.ts'
import { fail, inconclusive, type Outcome, pass, together } from '../../check.ts'
import { bestGroup, isWantedOpen, lesserGroup, meets, wanted } from '../../groups.ts'
import type { VerifyOptions } from '../../subject.ts'

/** TLS of an authorization server, by the requirement of the endpoint that trusts its tokens. */
export const judgeIssuer = (options: VerifyOptions, { addresses, problem }: Observation): Outcome =>
  problem
    ? inconclusive(problem.message)
    : together(addresses.map((facts) => ({ where: facts.address, outcome: judge(options, facts) })))

const judge = (options: VerifyOptions, facts: AddressFacts): Outcome => {
  const { tls, service, state, detail } = facts
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
  const untrusted = tls.chains.find(({ trusted, nameMatches }) => trusted === false || nameMatches === false)
  if (untrusted) {
    const why = untrusted.nameMatches === false ? 'is for another name' : 'is not trusted'
    return fail(
      `accepts ${group.name}, but its certificate ${why}`,
      'Run mcp-pqc verify for its URL to see why.',
    )
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
  const { classicalAccepted } = assessKeyExchange([facts], [])
  if (classicalAccepted === null) return inconclusive('unknown whether it accepts classical clients')
  if (classicalAccepted) return fail(`accepts ${group}, but also classical clients`, REMEDY)
  const lesser = lesserGroup(tls, options)
  return lesser
    ? fail(`accepts ${group}, but also ${lesser.name}, which is not a ${wanted(options)}`, REMEDY)
    : pass(`accepts ${group} and nothing weaker`)
}

const judgeCertificate = ({ requirement }: VerifyOptions, facts: AddressFacts, group: string): Outcome => {
  const { category, weakest } = assessAuthentication([facts], [])
  const what = `accepts ${group}`
  if (requirement !== 'pqc-signatures' || category === 'pqc') return pass(what)
  if (category === 'unknown') return inconclusive(`${what}; unknown whether its certificate is post-quantum`)
  return fail(`${what}, but no certificate chain is post-quantum (${weakest})`, REMEDY)
}

const REMEDY =
  'Upgrade the authorization server in the same way, or ask its operator to; check it with mcp-pqc verify and its URL.'
