import { urlHost } from '../registry/net/host.ts'
import type { Authorities, Identity } from './certificates.ts'
import type { Specification } from './specifications.ts'

export type LabEndpoint = { name: string; title: string; url: string }

export type Lab = {
  endpoints: LabEndpoint[]
  /** PEM certificates of the lab's authorities, for clients to trust. */
  ca: string
  /** For the endpoint that requires one. */
  clientIdentity: Identity
  close(): Promise<void>
}

export type LabOptions = {
  host?: string
  /** Closes the lab when aborted. */
  signal?: AbortSignal
}

/** Real endpoints on loopback, from legacy to post-quantum: real listeners, real MCP servers, made-up data. */
export const startLab = async ({ host = '127.0.0.1', signal }: LabOptions = {}): Promise<Lab> => {
  signal?.throwIfAborted()
  // Lazy: commands that do not start a lab must not load the MCP SDK and the X.509 library.
  const [{ createAuthorities, issueClient }, { SPECIFICATIONS }] = await Promise.all([
    import('./certificates.ts'),
    import('./specifications.ts'),
  ])
  const now = Date.now()
  const authorities = await createAuthorities(now)
  const [clientIdentity, starts] = await Promise.all([
    issueClient(authorities, now),
    Promise.allSettled(
      SPECIFICATIONS.map((specification) => start(specification, { authorities, host, now })),
    ),
  ])
  const running = starts.filter((one) => one.status === 'fulfilled').map((one) => one.value)
  const close = closeAll(running)
  const failed = starts.find((one) => one.status === 'rejected')
  if (failed || signal?.aborted) {
    await close()
    throw failed?.reason ?? signal?.reason
  }
  signal?.addEventListener('abort', close, { once: true })
  return {
    endpoints: running.map(({ endpoint }) => endpoint),
    ca: authorities.classical.pem + authorities.postQuantum.pem,
    clientIdentity,
    close: () => {
      signal?.removeEventListener('abort', close)
      return close()
    },
  }
}

type Running = { endpoint: LabEndpoint; close(): Promise<void> }
type Surroundings = { authorities: Authorities; host: string; now: number }

const start = async (
  { name, title, setup, createServer }: Specification,
  { authorities, host, now }: Surroundings,
): Promise<Running> => {
  const [{ issueServer, labHostName }, { listen }, { createHandler }] = await Promise.all([
    import('./certificates.ts'),
    import('./listener.ts'),
    import('./mcpHandler.ts'),
  ])
  const identities =
    setup === 'http'
      ? []
      : await Promise.all(setup.certificates.map((one) => issueServer(name, one, authorities, now)))
  const handler = createHandler(createServer, [
    'localhost',
    '127.0.0.1',
    '[::1]',
    urlHost(host),
    labHostName(name),
  ])
  const credentials = { identities, clientAuthority: authorities.classical.pem }
  const listener = await listen(setup, credentials, handler.onRequest, host)
  const url = `${setup === 'http' ? 'http' : 'https'}://${urlHost(host)}:${listener.port}/mcp`
  return {
    endpoint: { name, title, url },
    close: async () => {
      await handler.close()
      await listener.close()
    },
  }
}

const closeAll = (running: Running[]): (() => Promise<void>) => {
  let closed: Promise<void> | undefined
  return () => {
    closed ??= Promise.all(running.map((one) => one.close())).then(() => {})
    return closed
  }
}
