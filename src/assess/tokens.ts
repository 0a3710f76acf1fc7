import type { OauthFacts } from '../model/oauth.ts'
import { tokenKeyName } from '../model/questions/key.ts'

/** What the keys that sign an endpoint's tokens mean for its authentication. Nothing where none were seen. */
export const tokenReasons = (oauth: OauthFacts | undefined): string[] =>
  (oauth?.authorizationServers ?? []).flatMap(({ issuer, keys }) => {
    const vulnerable = (keys ?? []).filter(({ quantum }) => quantum === 'vulnerable')
    if (vulnerable.length === 0) return []
    const kinds = [...new Set(vulnerable.map(tokenKeyName))]
    return [`its tokens are signed with ${kinds.join(', ')} by ${issuer}, which a quantum computer can forge`]
  })
