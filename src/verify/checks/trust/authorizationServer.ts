import type { OauthFacts } from '../../../model/oauth.ts'
import { specialAddress } from '../../../probe/net/gatekeeper.ts'
import { probeOauth } from '../../../probe/oauth/oauth.ts'
import { type CheckDefinition, inconclusive, type Outcome, skipped, together } from '../../check.ts'
import { observe, type Subject } from '../../subject.ts'
import { judgeIssuer } from './issuer.ts'
import { judgeTokens } from './tokens.ts'

/**
 * Whoever issues the tokens is a part of the endpoint: what is recorded there opens it, and what is forged there too.
 * Found by the metadata of RFC 9728 and RFC 8414, and held to what is asked of the endpoint.
 */
export const authorizationServer: CheckDefinition = {
  id: 'authorization-server',
  title: 'The OAuth server, and the keys that sign its tokens, meet the same target',
  async run(subject) {
    const { mcp } = subject
    if (!mcp) return skipped('there is no post-quantum session to find it by')
    const { auth, challenge } = mcp.facts
    if (challenge === undefined && auth !== 'required' && auth !== 'optional')
      return skipped('it asks for no token: there is no authorization server')
    const oauth = await find(subject, mcp)
    if (oauth.state === 'none')
      return skipped('it asks for a token, and no metadata says who issues it: nothing can be looked at')
    const found: { where: string; outcome: Outcome }[] = []
    for (const url of oauth.endpoints) {
      found.push({ where: url, outcome: await judgeServer(subject, url) })
    }
    for (const server of oauth.authorizationServers) {
      found.push({ where: `tokens of ${server.issuer}`, outcome: judgeTokens(subject, server) })
    }
    const open = [
      ...oauth.problems,
      ...oauth.notFetched.map(({ url, why }) => `${url} was not asked: ${why}`),
    ]
    if (open.length > 0) found.push({ where: 'metadata', outcome: inconclusive(open.join('; ')) })
    return together(found)
  },
}

const find = (subject: Subject, { facts, at }: NonNullable<Subject['mcp']>): Promise<OauthFacts> => {
  const { endpoint, options, serverName } = subject
  const { timeoutMs, signal } = options
  return probeOauth(
    { url: endpoint.url, address: at.address, port: at.port, serverName, challenge: facts.challenge },
    { timeoutMs, signal, inScope: (host) => isNamed(subject, host) },
  )
}

/** On the endpoint's own origin it is what was looked at already. */
const judgeServer = async (subject: Subject, url: string): Promise<Outcome> => {
  const { endpoint, options, observation } = subject
  const isSame = new URL(url).origin === new URL(endpoint.url).origin
  // The name is looked up again: it must not lead into a private network by now.
  const isExcluded = (address: string): boolean =>
    !isNamed(subject, hostOf(url)) && !isNamed(subject, address) && specialAddress(address) !== undefined
  const seen = isSame
    ? observation
    : await observe({ id: url, url, transport: 'unknown', sources: [{ kind: 'argument' }] }, options, {
        isExcluded,
      })
  return judgeIssuer(options, seen)
}

const isNamed = ({ endpoint, options, addresses }: Subject, host: string): boolean =>
  host === hostOf(endpoint.url) ||
  options.scope?.has(host) === true ||
  addresses.some(({ address }) => address === host)

const hostOf = (url: string): string => new URL(url).hostname.replace(/^\[|\]$/g, '')
