import type { Assessment } from '../model/assessment.ts'
import type { AddressFacts } from '../model/endpoint.ts'
import { addressScope } from '../registry/net/host.ts'

/**
 * Who can reach an endpoint, and how far its tools reach: not a weakness, but the context that makes one worse. Risk and plan
 * read it here; whether requests carry credentials is `sendsCredentials` in model/questions. `isBroad`: its tools reach files, a
 * shell or SQL.
 */
export const exposureOf = ({
  addresses,
  sensitivity,
}: {
  addresses: readonly AddressFacts[]
  sensitivity: Assessment['sensitivity']
}): { isPublic: boolean; isBroad: boolean } => ({
  isPublic: addresses.some(({ address, state }) => state === 'open' && addressScope(address) === 'public'),
  isBroad: sensitivity.classes.some((one) => one.class === 'unbounded'),
})
