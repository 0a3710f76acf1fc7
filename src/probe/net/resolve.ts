import { lookup as systemLookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { ProblemCode } from '../../model/error.ts'
import { Limiter } from './limiter.ts'

export type Resolved = { addresses: string[] } | { problem: { code: ProblemCode; message: string } }

export type ResolveOptions = {
  /** Milliseconds that a name may take, RESOLVE_PATIENCE times over: a resolver has time-outs and retries of its own. */
  timeoutMs: number
  signal?: AbortSignal | undefined
  lookup?: Lookup
}

export type Lookup = (host: string, options: { all: true }) => Promise<{ address: string }[]>

/** Time-outs that one name may take: as many as a name server and its stand-in. */
const RESOLVE_PATIENCE = 2

/**
 * getaddrinfo runs on the four threads of libuv. A name that is looked up beyond that number would only wait, and
 * its time would run out because of the names before it.
 */
const lookups = new Limiter(4)

/**
 * The addresses of a host, by the system's resolver, so that /etc/hosts and split horizons count as they do for the
 * clients on this machine. Rejects only when `signal` aborts.
 */
export const resolveHost = async (host: string, options: ResolveOptions): Promise<Resolved> => {
  if (isIP(host)) return { addresses: [host] }
  options.signal?.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<Resolved>()
  const abort = (): void => reject(options.signal?.reason)
  options.signal?.addEventListener('abort', abort)
  void lookups.run(() => lookUp(host, options, resolve))
  try {
    return await promise
  } finally {
    options.signal?.removeEventListener('abort', abort)
  }
}

/** Holds its place until the resolver lets go of the thread, which may be long after the answer was given up. */
const lookUp = async (
  host: string,
  { timeoutMs, signal, lookup = systemLookup }: ResolveOptions,
  done: (resolved: Resolved) => void,
): Promise<void> => {
  if (signal?.aborted) return
  const limit = RESOLVE_PATIENCE * timeoutMs
  const timer = setTimeout(() => done(unresolved(host, `no answer in ${limit} ms`)), limit)
  try {
    const found = await lookup(host, { all: true })
    done({ addresses: [...new Set(found.map(({ address }) => address))] })
  } catch (error) {
    done(unresolved(host, (error as NodeJS.ErrnoException).code ?? 'unknown'))
  } finally {
    clearTimeout(timer)
  }
}

const unresolved = (host: string, why: string): Resolved => ({
  problem: { code: 'UNRESOLVED', message: `the name ${host} does not resolve (${why})` },
})
