import { type DialAddress, EVERYTHING_NAMED, Gatekeeper } from '../../src/net/gatekeeper.ts'

/** Where tests connect to: everything is named. */
export const ALL = new Gatekeeper({ scope: EVERYTHING_NAMED, timeoutMs: 5_000 })

export const at = (port: number, address = '127.0.0.1'): DialAddress => {
  const to = ALL.admitAddress(new URL(`http://${address}:${port}/`))
  if (!to) throw new Error(`${address} is not an address`)
  return to
}
