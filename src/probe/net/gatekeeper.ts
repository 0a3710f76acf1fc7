import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { bareHost, specialUse } from '../../registry/net/host.ts'

/** What the user said of hosts and addresses, without brackets. */
export type Scope = {
  /** Named by the user: may be in a private network. */
  isNamed(host: string): boolean
  /** Must not be contacted, whatever names it. */
  isExcluded(host: string): boolean
}

export const EVERYTHING_NAMED: Scope = { isNamed: () => true, isExcluded: () => false }

/** Why an address, to which `host` leads, must not be contacted; undefined: it may be. */
export const refusal = (scope: Scope, host: string, address: string): string | undefined => {
  if (scope.isExcluded(host) || scope.isExcluded(address)) return 'an address that is excluded'
  if (scope.isNamed(host) || scope.isNamed(address)) return undefined
  const use = specialUse(address)
  return use && `a ${use} address that was not in scope`
}

export type Resolved = { address: string } | { refused: string }

/**
 * The address to dial for a host that metadata of a server names. All its addresses must be allowed, so that a name
 * cannot hide a private one behind a public one; the address returned is dialled without another look-up.
 */
export const resolveInScope = async (
  host: string,
  scope: Scope,
  resolve: (host: string) => Promise<string[]> = systemResolve,
): Promise<Resolved> => {
  const bare = bareHost(host)
  const addresses = isIP(bare) ? [bare] : await resolve(bare)
  const [first] = addresses
  if (first === undefined) return { refused: 'the name does not resolve' }
  const [refused] = addresses.flatMap((address) => refusal(scope, bare, address) ?? [])
  return refused === undefined ? { address: first } : { refused }
}

const systemResolve = async (host: string): Promise<string[]> => {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address)
  } catch {
    return []
  }
}
