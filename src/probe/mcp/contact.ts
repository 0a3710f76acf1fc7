import type { IncomingHttpHeaders } from 'node:http'
import { isEventStream, type ServerEvent } from '../../mcp/eventStream.ts'
import { readJson } from '../../mcp/json.ts'
import { messageOf, type RpcReply, replyTo } from '../../mcp/message.ts'
import type { Challenge, HttpMarks, Redirect } from '../../model/mcp.ts'
import { present } from '../../model/questions/present.ts'
import { GET_REFUSED } from '../../registry/mcp/mcpRevisions.ts'
import { type HttpAnswer, type HttpFailure, type HttpPeer, type HttpRequest, utf8 } from '../http/http.ts'
import type { Truncation } from './limits.ts'

export type Reply =
  | (RpcReply & { status: number; headers: IncomingHttpHeaders })
  | { kind: 'http'; status: number; headers: IncomingHttpHeaders; problem: string }
  | HttpFailure

export const problemOf = (reply: Exclude<Reply, { kind: 'result' }>): string => {
  if (reply.kind === 'error') return `JSON-RPC error ${reply.code}`
  return reply.kind === 'http' ? reply.problem : reply.detail
}

/** By default: at the endpoint's own path, with an answer of `bodyBytes`. */
type McpRequest = Omit<HttpRequest, 'path' | 'maxBytes'> & { path?: string; maxBytes?: number | undefined }

const MAX_REDIRECTS = 3
const MAX_CHALLENGES = 8
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 307, 308])
const AUTH_CHALLENGES: ReadonlySet<number> = new Set([401, 403])

export class McpContact {
  readonly peer: HttpPeer
  readonly truncation: Truncation
  /** Path and query; a redirect within the origin changes it. */
  path: string
  readonly redirects: Redirect[] = []
  challenge: Challenge | undefined
  readonly fingerprint: HttpMarks = {}
  /** Requests that an MCP server answered, and those that were answered with 401 or 403. */
  answered = 0
  authChallenges = 0
  hasAnswered = false
  /** Limited while the endpoint is being recognised. */
  requestsLeft: number
  readonly #credentials: Record<string, string>

  constructor(
    peer: HttpPeer,
    path: string,
    truncation: Truncation,
    credentials: Record<string, string> = {},
  ) {
    this.peer = peer
    this.path = path
    this.truncation = truncation
    this.requestsLeft = truncation.limits.recognitionRequests
    this.#credentials = credentials
  }

  async post(id: number, body: string, headers: Record<string, string>, maxBytes?: number): Promise<Reply> {
    let reply: RpcReply | undefined
    let problem = 'an event stream without a reply'
    const onEvent = ({ data }: ServerEvent): boolean => {
      const found = replyTo(id, readJson(data))
      if (found.kind === 'none') problem = `an event stream with ${found.problem}`
      else reply = found
      return reply !== undefined
    }
    const answer = await this.send({ ...posted(body, headers), maxBytes, onEvent })
    if (answer.kind === 'failed') return answer
    const { status } = answer
    const http = { status, headers: answer.headers }
    if (!reply) {
      const found = answer.body.length > 0 ? replyTo(id, readJson(utf8(answer.body))) : undefined
      if (found && found.kind !== 'none') reply = found
      else if (found || !isEventStream(answer.headers['content-type']))
        problem = describe(answer, found?.problem)
      else if (answer.end !== 'complete') problem += END[answer.end]
    }
    if (this.noteChallenge(answer)) {
      const error = reply?.kind === 'error' ? ` with JSON-RPC error ${reply.code}` : ''
      return { kind: 'http', ...http, problem: `status ${status}${error}` }
    }
    if (!reply) return { kind: 'http', ...http, problem }
    this.answered++
    return { ...reply, ...http }
  }

  async notify(body: string, headers: Record<string, string>): Promise<void> {
    await this.send({ ...posted(body, headers), onEvent: () => true })
  }

  /** Follows redirects within the origin; gives the last answer. Takes the fingerprint of each. */
  async send({ path, maxBytes, ...request }: McpRequest): Promise<HttpAnswer | HttpFailure> {
    let at = path ?? this.path
    for (let hops = 0; ; hops++) {
      if (this.requestsLeft <= 0) return NO_MORE
      this.requestsLeft--
      const answer = await this.peer.request({
        ...request,
        path: at,
        headers: { ...this.#credentials, ...request.headers },
        maxBytes: maxBytes ?? this.truncation.limits.bodyBytes,
      })
      if (answer.kind === 'failed') return answer
      this.hasAnswered = true
      this.#takeFingerprint(request.method, answer)
      const next = this.#redirect(at, answer, hops)
      if (next === undefined) return answer
      at = next
      if (path === undefined) this.path = next
    }
  }

  /** Whether the answer asks for credentials, and how. 403 may also concern the Host or Origin header field. */
  noteChallenge({ status, headers }: HttpAnswer): boolean {
    if (!AUTH_CHALLENGES.has(status)) return false
    this.authChallenges++
    const all = [headers['www-authenticate'] ?? []].flat()
    if (all.length > MAX_CHALLENGES) this.truncation.note('www-authenticate', `cut to ${MAX_CHALLENGES}`)
    const wwwAuthenticate = all
      .slice(0, MAX_CHALLENGES)
      .map((one) => this.truncation.text('www-authenticate', one, this.truncation.limits.uri) ?? '')
    if (!this.challenge || this.challenge.wwwAuthenticate.length === 0) {
      this.challenge = { status, wwwAuthenticate }
    }
    return true
  }

  #redirect(from: string, { status, headers }: HttpAnswer, hops: number): string | undefined {
    const { location } = headers
    if (!REDIRECTS.has(status) || location === undefined) return undefined
    const { origin } = new URL(this.peer.target.origin)
    const { limits } = this.truncation
    const to = URL.parse(location, `${origin}${from}`)
    const followed = to?.origin === origin && hops < MAX_REDIRECTS
    if (this.redirects.length < limits.notes) {
      const shown = to ? `${to.origin}${to.pathname}` : 'no URL'
      this.redirects.push({
        from: this.truncation.text('redirect', withoutQuery(from), limits.uri) ?? '',
        to: this.truncation.text('redirect', shown, limits.uri) ?? '',
        status,
        followed,
      })
    }
    return followed ? `${to.pathname}${to.search}` : undefined
  }

  #takeFingerprint(method: string, { status, headers, body }: HttpAnswer): void {
    const text = (value: string | string[] | undefined): string | undefined =>
      this.truncation.text('header field', Array.isArray(value) ? value.join(', ') : value)
    const seen = present({
      server: text(headers['server']),
      poweredBy: text(headers['x-powered-by']),
      via: text(headers['via']),
      alpn: this.peer.connection?.alpn,
      getRefusedByJsonRpc: (method === 'GET' && status === 405 && isJsonRpcRefusal(body)) || undefined,
    })
    Object.assign(this.fingerprint, seen)
  }
}

/** 2025-03-26 and later, basic/transports, Streamable HTTP. */
const posted = (body: string, headers: Record<string, string>) => ({
  method: 'POST' as const,
  headers: {
    ...headers,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  },
  body,
})

const NO_MORE: HttpFailure = {
  kind: 'failed',
  state: 'cut-off',
  detail: 'not sent: the limit of requests to recognise an endpoint was reached',
}

const END = {
  'too-large': ', given up: too large',
  'timed-out': ', given up: it does not end',
  'cut-off': ', which broke off',
  enough: '',
} as const satisfies Record<Exclude<HttpAnswer['end'], 'complete'>, string>

/** Query strings carry keys and session ids: they are sent, but never stored or shown. */
export const withoutQuery = (path: string): string => path.split(/[?#]/, 1)[0] as string

const describe = ({ status, headers, body, end }: HttpAnswer, problem = 'no body'): string => {
  const type =
    /^[\w.+-]+\/[\w.+-]+/.exec(headers['content-type'] ?? '')?.[0]?.slice(0, 64) ?? 'no content type'
  if (end !== 'complete') return `status ${status} (${type})${END[end]}`
  return body.length > 0 ? `status ${status} (${type}): ${problem}` : `status ${status} without a body`
}

const isJsonRpcRefusal = (body: Buffer): boolean => {
  const json = body.length < 1024 ? readJson(utf8(body)) : { problem: 'long' }
  const message = 'value' in json ? messageOf(json.value) : undefined
  return message?.kind === 'response' && message.error?.code === GET_REFUSED
}
