import { atEachAddress, type CheckDefinition, fail, inconclusive, pass, skipped } from './check.ts'
import { findingWords } from './words.ts'

const TITLES = {
  largeHello: 'a hello of 2 KB',
  splitHello: 'one in two TCP segments',
  fragmentedRecord: 'one in two records',
} as const

/** A post-quantum key share makes the hello longer than one segment: what cannot take that breaks clients, not servers. */
export const helloTolerance: CheckDefinition = {
  id: 'hello-tolerance',
  title: 'Large, split and fragmented hellos are answered',
  run: (subject) =>
    atEachAddress(subject, ({ facts: { tolerance, versions } }) => {
      const found = Object.entries(TITLES).map(([key, title]) => ({
        title,
        ...tolerance[key as keyof typeof TITLES],
      }))
      const failed = found.filter(({ state }) => state !== 'accepted' && state !== 'not-tested')
      if (failed.length > 0) {
        return fail(
          failed.map((one) => `${one.title}: ${findingWords(one)}`).join('; '),
          'Look for a firewall, proxy or balancer before the server that reads only the first segment (tldr.fail).',
        )
      }
      if (found.every(({ state }) => state === 'accepted')) return pass(Object.values(TITLES).join(', '))
      if (versions['TLS 1.3'].state !== 'accepted') return skipped('no TLS 1.3, no post-quantum hello')
      return inconclusive('not tested: the plain question was not answered either')
    }),
}
