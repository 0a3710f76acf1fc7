import { HttpPeer } from '../../probe/http/http.ts'
import { McpContact } from '../../probe/mcp/contact.ts'
import { Truncation } from '../../probe/mcp/limits.ts'
import type { Subject } from '../subject.ts'

/** Runs `use` with a new post-quantum connection to the endpoint, at `path`, and closes it. */
export const withContact = async <Result>(
  { endpoint, options: { timeoutMs, signal }, serverName }: Subject,
  { at, offer }: NonNullable<Subject['mcp']>,
  path: string,
  use: (contact: McpContact) => Promise<Result>,
): Promise<Result> => {
  const { origin } = new URL(endpoint.url)
  const target = { origin, to: at.to, serverName }
  const turn = () => at.context.session.turn()
  const peer = new HttpPeer(target, { timeoutMs, signal, ca: [], verify: false, only: offer, turn })
  try {
    return await use(new McpContact(peer, path, new Truncation()))
  } finally {
    await peer.close()
  }
}
