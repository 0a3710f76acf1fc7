import type { OauthFacts } from '../../../model/oauth.ts'
import { probeOauth } from '../../../probe/oauth/oauth.ts'
import { check, inconclusive, type Outcome, together } from '../../check.ts'
import { judgeIssuer } from '../../issuer.ts'
import { observe, type Subject } from '../../subject.ts'
import { judgeTokens } from '../../tokens.ts'

/** Tokens give access, so their issuer (RFC 9728, RFC 8414) has to meet the same requirement. */
export const authorizationServer = check('authorization-server', async (subject, say) => {
  const { mcp } = subject
  if (!mcp) return say('no-session')
  const { auth, challenge } = mcp.facts
  if (challenge === undefined && auth !== 'required' && auth !== 'optional') return say('no-token')
  const oauth = await find(subject, mcp)
  if (oauth.state === 'none') return say('not-named')
  const found: { where: string; outcome: Outcome }[] = []
  for (const url of oauth.endpoints) {
    found.push({ where: url, outcome: await judgeServer(subject, url) })
  }
  for (const server of oauth.authorizationServers) {
    found.push({ where: `tokens of ${server.issuer}`, outcome: judgeTokens(subject, server) })
  }
  const open = [
    ...oauth.problems,
    ...oauth.notFetched.map(({ url, why }) => `${url} was not fetched: ${why}`),
  ]
  if (open.length > 0) found.push({ where: 'metadata', outcome: inconclusive(open.join('; ')) })
  return together(found)
})

const find = (subject: Subject, { facts, at }: NonNullable<Subject['mcp']>): Promise<OauthFacts> => {
  const { endpoint, options, serverName } = subject
  const { timeoutMs, signal } = options
  return probeOauth(
    { url: endpoint.url, to: at.to, serverName, challenge: facts.challenge },
    { timeoutMs, signal, gatekeeper: subject.gatekeeper },
  )
}

/** On the origin of the endpoint, its own observation counts. */
const judgeServer = async (subject: Subject, url: string): Promise<Outcome> => {
  const { endpoint, options, gatekeeper, observation } = subject
  const isSame = new URL(url).origin === new URL(endpoint.url).origin
  const seen = isSame
    ? observation
    : await observe(
        { id: url, url, transport: 'unknown', sources: [{ kind: 'argument' }] },
        options,
        gatekeeper,
      )
  return judgeIssuer(options, seen)
}
