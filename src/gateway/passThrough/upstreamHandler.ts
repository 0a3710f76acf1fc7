import type { McpHandler } from '../mcpHandler.ts'
import { problem } from '../problem.ts'
import { Forwarding } from './forward.ts'
import { legTo } from './leg.ts'
import { openPool, type PoolOptions } from './upstreamPool.ts'

export type UpstreamOptions = Pick<PoolOptions, 'timeoutMs' | 'log'> &
  Partial<PoolOptions> & {
    /** http or https, without credentials. Its path is the path on the gateway, too. */
    url: string
    /** Bytes of a request's body. */
    maxBodyBytes?: number
  }

/**
 * Streamable HTTP passes unchanged; of HTTP+SSE (2024-11-05) the URL of the event `endpoint` leads back
 * through the gateway. Sessions are the upstream's.
 *
 * @throws {UsageError} UPSTREAM_URL_INVALID
 */
export const upstreamHandler = (options: UpstreamOptions): McpHandler => {
  // Classical upstreams are why there is a gateway.
  const { log, policy = 'allow-classical', maxBodyBytes = 16_777_216 } = options
  const url = upstreamUrl(options.url)
  const pool = openPool(url.origin, { ca: [], answerMs: 300_000, ...options, policy })
  const leg = legTo(url, { pool, policy, maxBodyBytes, log })
  const running = new Map<Forwarding, Promise<void>>()
  return {
    handle(request, response) {
      const forwarding = new Forwarding(leg, request, response)
      running.set(
        forwarding,
        forwarding.run().finally(() => running.delete(forwarding)),
      )
    },
    async close() {
      for (const forwarding of running.keys()) forwarding.close()
      await pool.destroy()
      await Promise.all(running.values())
    },
  }
}

const upstreamUrl = (text: string): URL => {
  const url = URL.parse(text)
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') throw problem('UPSTREAM_URL_INVALID')
  if (url.username !== '' || url.password !== '') throw problem('UPSTREAM_URL_INVALID with credentials')
  return url
}
