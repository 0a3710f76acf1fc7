import type { Identity } from './certificates.ts'
import type { LabEndpoint } from './endpoint.ts'

export type { LabEndpoint }

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
  const [{ createAuthorities, issueClient }, { startEndpoint }, { SPECIFICATIONS }] = await Promise.all([
    import('./certificates.ts'),
    import('./endpoint.ts'),
    import('./specifications.ts'),
  ])
  const now = Date.now()
  const authorities = await createAuthorities(now)
  const [clientIdentity, starts] = await Promise.all([
    issueClient(authorities, now),
    Promise.allSettled(SPECIFICATIONS.map((one) => startEndpoint(one, { authorities, host, now }))),
  ])
  const running = starts.filter((one) => one.status === 'fulfilled').map((one) => one.value)
  let closed: Promise<unknown> | undefined
  const close = async (): Promise<void> => {
    signal?.removeEventListener('abort', close)
    closed ??= Promise.all(running.map((one) => one.close()))
    await closed
  }
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
    close,
  }
}
