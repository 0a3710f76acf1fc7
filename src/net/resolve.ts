import { lookup as systemLookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { ProblemCode } from '../model/error.ts'
import { Limiter } from './limiter.ts'
import { untilAborted } from './socket.ts'

export type Resolved = { addresses: string[] } | { problem: { code: ProblemCode; message: string } }

export type ResolveOptions = {
  /** A name may take RESOLVE_PATIENCE times as many milliseconds: a resolver has time-outs and retries of its own. */
  timeoutMs: number
  signal?: AbortSignal | undefined
  lookup?: Lookup | undefined
}

export type Lookup = (host: string, options: { all: true }) => Promise<{ address: string }[]>

/** One time-out for a name server and one for the next. */
const RESOLVE_PATIENCE = 2

/** Of libuv (https://docs.libuv.org/en/v1.x/threadpool.html). */
const THREADS = 4

/** getaddrinfo may occupy half of the threads, rounded up: the time of a further name would run out while it waits for one. */
const lookups = new Limiter(Math.ceil(THREADS / 2))

/**
 * The addresses of a host by the system's resolver, so that /etc/hosts and split-horizon DNS apply as they do to the
 * clients on this machine. Rejects only when `signal` aborts.
 */
export const resolveHost = async (host: string, options: ResolveOptions): Promise<Resolved> => {
  if (isIP(host)) return { addresses: [host] }
  options.signal?.throwIfAborted()
  const { promise, resolve } = Promise.withResolvers<Resolved>()
  void lookups.run(() => lookUp(host, options, resolve))
  return untilAborted(promise, options.signal)
}

/** Occupies its place until the resolver releases the thread, which may be long after the time-out. */
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
