import type { IncomingHttpHeaders } from 'node:http'
import type { ServerEvent } from '../../mcp/eventStream.ts'
import type { Challenge, HttpMarks, Redirect } from '../../model/mcp.ts'
import { GET_REFUSED } from '../../registry/mcp/mcpRevisions.ts'
import { readJson, utf8 } from '../http/body.ts'
import type { HttpAnswer, HttpFailure, HttpPeer, HttpRequest } from '../http/http.ts'
import type { Cuts } from './limits.ts'
import { isObject, type RpcReply, replyTo } from './message.ts'

/** What came of one message: a JSON-RPC reply, an HTTP answer without one, or no answer. */
export type Reply =
  | (RpcReply & { status: number; headers: IncomingHttpHeaders })
  | { kind: 'http'; status: number; headers: IncomingHttpHeaders; problem: string }
  | HttpFailure

type Following = Omit<HttpRequest, 'path'> & { path?: string }

const MAX_REDIRECTS = 3
const MAX_CHALLENGES = 8
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 307, 308])
const WALLS: ReadonlySet<number> = new Set([401, 403])

/** One endpoint while it is asked: where it is by now, and what its answers gave away beside their content. */
export class McpContact {
  readonly peer: HttpPeer
  readonly cuts: Cuts
  /** Path and query; a redirect within the origin changes it. */
  path: string
  readonly redirects: Redirect[] = []
  challenge: Challenge | undefined
  readonly marks: HttpMarks = {}
  /** Requests that were answered by an MCP server, and those that met a wall. */
  answered = 0
  /** Whether HTTP was spoken at all. */
  heard = false
  walls = 0
  /** Set while the endpoint is to be recognised: no request beyond it. */
  requestsLeft: number
  readonly #credentials: Record<string, string>

  constructor(peer: HttpPeer, path: string, cuts: Cuts, credentials: Record<string, string> = {}) {
    this.peer = peer
    this.path = path
    this.cuts = cuts
    this.requestsLeft = cuts.limits.recognitionRequests
    this.#credentials = credentials
  }

  /** Sends one JSON-RPC request by POST and reads the reply to it, be it JSON or an event stream. */
  async post(
    id: number,
    body: string,
    headers: Record<string, string>,
    maxBytes: number = this.cuts.limits.bodyBytes,
  ): Promise<Reply> {
    let reply: RpcReply | undefined
    let problem = 'an event stream without a reply'
    const onEvent = ({ data }: ServerEvent): boolean => {
      const found = replyTo(id, readJson(data))
      if (found.kind === 'none') problem = `an event stream with ${found.problem}`
      else reply = found
      return reply !== undefined
    }
    const answer = await this.send({
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', accept: ACCEPT },
      body,
      maxBytes,
      onEvent,
    })
    if (answer.kind === 'failed') return answer
    const { status } = answer
    const place = { status, headers: answer.headers }
    if (!reply) {
      const found = answer.body.length > 0 ? replyTo(id, readJson(utf8(answer.body))) : undefined
      if (found && found.kind !== 'none') reply = found
      else if (found || !isEventStream(answer)) problem = inWords(answer, found?.problem)
      else if (answer.end !== 'complete') problem += END[answer.end]
    }
    if (this.meetsWall(answer)) return { kind: 'http', ...place, problem: wallInWords(status, reply) }
    if (!reply) return { kind: 'http', ...place, problem }
    this.answered++
    return { ...reply, ...place }
  }

  /** Follows redirects within the origin; gives the last answer. Looks at the marks of each. */
  async send({ path, ...request }: Following): Promise<HttpAnswer | HttpFailure> {
    let at = path ?? this.path
    for (let hops = 0; ; hops++) {
      if (this.requestsLeft <= 0) return NO_MORE
      this.requestsLeft--
      const answer = await this.peer.request({
        ...request,
        path: at,
        headers: { ...this.#credentials, ...request.headers },
      })
      if (answer.kind === 'failed') return answer
      this.heard = true
      this.#mark(request.method, answer)
      const next = this.#redirect(at, answer, hops)
      if (next === undefined) return answer
      at = next
      if (path === undefined) this.path = next
    }
  }

  /** Whether the answer asks for credentials, and how: 403 may also be about the Host or Origin header field. */
  meetsWall({ status, headers }: HttpAnswer): boolean {
    if (!WALLS.has(status)) return false
    this.walls++
    const header = headers['www-authenticate'] ?? []
    const wwwAuthenticate = (Array.isArray(header) ? header : [header]).map(
      (one) => this.cuts.text('www-authenticate', one, this.cuts.limits.uri) ?? '',
    )
    if (!this.challenge || this.challenge.wwwAuthenticate.length === 0) {
      this.challenge = { status, wwwAuthenticate: wwwAuthenticate.slice(0, MAX_CHALLENGES) }
    }
    return true
  }

  #redirect(from: string, { status, headers }: HttpAnswer, hops: number): string | undefined {
    const { location } = headers
    if (!REDIRECTS.has(status) || location === undefined) return undefined
    const { origin } = this.peer.target
    const to = URL.canParse(location, `${origin}${from}`) ? new URL(location, `${origin}${from}`) : undefined
    const followed = to?.origin === new URL(origin).origin && hops < MAX_REDIRECTS
    if (this.redirects.length < this.cuts.limits.cuts) {
      this.redirects.push({
        from: withoutQuery(from),
        to:
          this.cuts.text('redirect', to ? `${to.origin}${to.pathname}` : 'no URL', this.cuts.limits.uri) ??
          '',
        status,
        followed,
      })
    }
    return followed ? `${to.pathname}${to.search}` : undefined
  }

  #mark(method: string, { status, headers, body }: HttpAnswer): void {
    const { limits } = this.cuts
    const keep = (value: string | string[] | undefined): string | undefined =>
      this.cuts.text('header field', Array.isArray(value) ? value.join(', ') : value, limits.name)
    const marks = {
      server: keep(headers['server']),
      poweredBy: keep(headers['x-powered-by']),
      via: keep(headers['via']),
      alpn: this.peer.connection?.alpn,
      getRefusedByJsonRpc: (method === 'GET' && status === 405 && isJsonRpcRefusal(body)) || undefined,
    }
    for (const [name, value] of Object.entries(marks)) {
      if (value !== undefined) Object.assign(this.marks, { [name]: value })
    }
  }
}

const ACCEPT = 'application/json, text/event-stream'

const NO_MORE: HttpFailure = {
  kind: 'failed',
  state: 'cut-off',
  detail: 'as many requests as recognising an endpoint may cost',
}

const END = {
  'too-large': ', given up: too large',
  'timed-out': ', given up: it does not end',
  'cut-off': ', which broke off',
  enough: '',
} as const satisfies Record<Exclude<HttpAnswer['end'], 'complete'>, string>

const isEventStream = ({ headers }: HttpAnswer): boolean =>
  /^text\/event-stream\b/i.test(headers['content-type'] ?? '')

/** Query strings carry keys and session ids: they are sent where they belong, and written down nowhere. */
export const withoutQuery = (path: string): string => path.split(/[?#]/, 1)[0] as string

const wallInWords = (status: number, reply: RpcReply | undefined): string =>
  reply?.kind === 'error' ? `status ${status} with JSON-RPC error ${reply.code}` : `status ${status}`

const inWords = ({ status, headers, body, end }: HttpAnswer, problem = 'no body'): string => {
  const type =
    /^[\w.+-]+\/[\w.+-]+/.exec(headers['content-type'] ?? '')?.[0]?.slice(0, 64) ?? 'no content type'
  if (end !== 'complete') return `status ${status} (${type})${END[end]}`
  return body.length > 0 ? `status ${status} (${type}): ${problem}` : `status ${status} without a body`
}

const isJsonRpcRefusal = (body: Buffer): boolean => {
  const json = body.length < 1024 ? readJson(utf8(body)) : { problem: 'long' }
  if (!('value' in json) || !isObject(json.value) || !isObject(json.value['error'])) return false
  return json.value['error']['code'] === GET_REFUSED
}
