import type { Answer } from '../../../src/model/state.ts'
import type { TlsFacts } from '../../../src/model/tls.ts'
import type { Clock } from '../../../src/net/limiter.ts'

/** A clock that advances only while a caller sleeps. */
export class TestClock implements Clock {
  #ms = 0

  now(): number {
    return this.#ms
  }

  async sleep(ms: number): Promise<void> {
    this.#ms += ms
  }
}

/** Everything that is asked of a server, with what it answered. */
export const answersOf = (tls: TlsFacts): Record<string, Answer> => ({
  ...tls.versions,
  ...Object.fromEntries(tls.groups.map((group) => [group.name, group])),
  ...Object.fromEntries(tls.signatureSchemes.map((one) => [`${one.name} ${one.version}`, one])),
  ...Object.fromEntries(tls.clients.map((one) => [one.client, one])),
  ...tls.tolerance,
})

export const statesOf = (tls: TlsFacts): Record<string, string> =>
  Object.fromEntries(Object.entries(answersOf(tls)).map(([name, { state }]) => [name, state]))

export const listsOf = ({ cipherSuites, cipherSuiteChoice, keyExchange12, groupChoice, alpn }: TlsFacts) => ({
  cipherSuites,
  cipherSuiteChoice,
  keyExchange12,
  groupChoice,
  alpn,
})
