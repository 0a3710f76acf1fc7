import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { parseExactly } from '../../mcp/json.ts'
import { Lines } from '../../mcp/lines.ts'
import { asLine, MAX_BATCH, type Message, messageOf, rpcError, SHORTEST } from '../../mcp/message.ts'
import { type MessageScan, scanOf } from '../../mcp/messageScan.ts'
import INHERITED from '../../registry/mcp/clients/inheritedVariables.json' with { type: 'json' }
import type { StdioEvent } from '../events.ts'
import { gatewayError } from '../rpcAnswer.ts'
import { limitLines, logErrorOutput } from './errorOutput.ts'

export type ProcessOptions = {
  /** A serial number, for the log. */
  name: string
  command: string
  args: readonly string[]
  env?: Readonly<Record<string, string>> | undefined
  /** Bytes of a message to it; it may write ANSWER_FACTOR times as many. */
  messageBytes: number
  graceMs: number
  log: (event: StdioEvent) => void
}

/** Bytes that wait for a process that does not read. */
const MAX_UNREAD = 67_108_864

/** By which a message of the process may exceed the bounds of one to it: a tool may give back what it was given. */
export const ANSWER_FACTOR = 2

/** By which a line may exceed the bound of a message to the process, which is then ended: its clients would wait for ever. */
const ENDLESS_FACTOR = 16

const UNREADABLE =
  'The answer of the MCP server behind this gateway is too long or too deeply nested, or has too many values.'

const ENDED = 'The MCP server behind this gateway ended.'

/** The process does not run. `message` says why, without a path. */
export class ProcessGone extends Error {
  override readonly name = 'ProcessGone'
}

/** 2025-11-25 basic/transports. It leads a process group, which ends with it. Call `close` at the end. */
export class ServerProcess {
  readonly name: string
  /** `text` is the line as it came. */
  onMessage: (message: Message, text: string) => void = () => {}
  /** Called once, when there will be no more messages. */
  onEnd: (reason: ProcessGone) => void = () => {}
  readonly #options: ProcessOptions
  readonly #child: ChildProcessWithoutNullStreams
  readonly #exited: Promise<unknown>
  readonly #lines: Lines
  #gone: ProcessGone | undefined
  /** The gateway ends it. */
  #asked = false
  #pauses = 0
  #closing: Promise<void> | undefined
  readonly #drop: (reason: string) => void

  /** Throws ProcessGone where the command cannot be started. */
  static async start(options: ProcessOptions): Promise<ServerProcess> {
    try {
      const child = spawn(options.command, [...options.args], {
        env: childEnvironment(options.env),
        stdio: ['pipe', 'pipe', 'pipe'],
        detached: process.platform !== 'win32',
        windowsHide: true,
      })
      await once(child, 'spawn')
      return new ServerProcess(child, options)
    } catch (error) {
      const { code = 'unknown error' } = error as NodeJS.ErrnoException
      const reason = `it cannot be started: ${code}`
      options.log({ event: 'process-failed', process: options.name, reason })
      throw new ProcessGone(`The MCP server behind this gateway cannot be started (${code}).`)
    }
  }

  private constructor(child: ChildProcessWithoutNullStreams, options: ProcessOptions) {
    const { name } = options
    this.name = name
    this.#child = child
    this.#options = options
    this.#lines = new Lines(options.messageBytes * ANSWER_FACTOR, 'scan')
    this.#drop = limitLines((reason) => options.log({ event: 'message-dropped', process: name, reason }))
    options.log({ event: 'process-started', process: name, pid: Number(child.pid) })
    this.#exited = once(child, 'exit').then(([code, signal]) => this.#afterExit(code, signal))
    child.stdout.on('data', (chunk: Buffer) => this.#read(chunk))
    // A process that has closed its output can answer nothing more: it is ended.
    child.stdout.once('close', () => {
      this.#end(ENDED)
      void this.close()
    })
    child.stdin.on('error', () => void this.#loseInput())
    child.stdout.on('error', () => {})
    child.on('error', () => {})
    logErrorOutput(child.stderr, (text) => options.log({ event: 'process-said', process: name, text }))
    RUNNING.add(this)
  }

  /** Resolves when it has exited. */
  get exited(): Promise<unknown> {
    return this.#exited
  }

  get isGone(): boolean {
    return this.#gone !== undefined
  }

  /**
   * Waits until the system has taken the message. Throws where too much waits: what is sent after its client
   * left must not fill the memory. @throws {ProcessGone}
   */
  async send(text: string): Promise<void> {
    if (this.#gone) throw this.#gone
    if (this.#child.stdin.writableLength > MAX_UNREAD) {
      throw new Error('The MCP server behind this gateway does not read what it is sent.')
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#child.stdin.write(`${asLine(text)}\n`, (error) => {
      if (error) reject(this.#gone ?? new ProcessGone(ENDED))
      else resolve()
    })
    return promise
  }

  /** Stops reading until `resume` was called as often. */
  pause(): void {
    if (this.#pauses++ === 0 && !this.#gone) this.#child.stdout.pause()
  }

  resume(): void {
    if (--this.#pauses === 0) this.#child.stdout.resume()
  }

  /**
   * 2025-11-25 basic/lifecycle, "Shutdown": closes its input, then SIGTERM, then SIGKILL, each after `graceMs`. Processes
   * that it started end with it.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#asked ||= !this.#gone
    this.#end('The session of the MCP server behind this gateway was ended.')
    this.#child.stdin.destroy()
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      if (await this.#exitsWithin(this.#options.graceMs)) return
      this.kill(signal)
    }
    await this.#exited
  }

  kill(signal: NodeJS.Signals): void {
    const { pid } = this.#child
    if (pid === undefined) return
    try {
      if (process.platform === 'win32') this.#child.kill(signal)
      else process.kill(-pid, signal)
    } catch {
      // The group is empty.
    }
  }

  #read(chunk: Buffer): void {
    if (this.#gone) return
    const tooLong = `a line of more than ${this.#options.messageBytes * ANSWER_FACTOR} bytes`
    for (const line of this.#lines.read(chunk)) {
      if (this.#gone) return
      if (typeof line === 'string') this.#receive(line)
      else this.#refuse(line, tooLong)
    }
    if (this.#lines.skipped > this.#options.messageBytes * ENDLESS_FACTOR)
      this.#fail('sent a line without end')
  }

  #receive(line: string): void {
    let value: unknown
    try {
      if (line.length >= SHORTEST) value = parseExactly(line, ANSWER_FACTOR)
    } catch (error) {
      if (error instanceof RangeError) {
        this.#refuse(scanOf(line), error.message)
        return
      }
    }
    if (Array.isArray(value) && value.length > MAX_BATCH) {
      this.#refuse(idsOf(value), `a batch of more than ${MAX_BATCH} messages`)
      return
    }
    // 2025-03-26 allowed batches.
    for (const part of [value].flat()) {
      const message = messageOf(part)
      if (message) this.onMessage(message, Array.isArray(value) ? JSON.stringify(part) : line)
      else this.#drop('a line on its standard output that is not JSON-RPC')
    }
  }

  /** A message that is not read costs its own request only: other clients may wait for the same process. */
  #refuse({ ids, answered }: Pick<MessageScan, 'ids' | 'answered'>, reason: string): void {
    this.#drop(reason)
    for (const id of ids) this.send(rpcError(id, gatewayError('The message is too long.'))).catch(() => {})
    for (const id of answered) {
      const text = rpcError(id, gatewayError(UNREADABLE))
      const message = messageOf(parseExactly(text))
      if (message) this.onMessage(message, text)
    }
  }

  /** A process that has closed its input and does not end would fail each request. What it wrote before is still read. */
  async #loseInput(): Promise<void> {
    if (!(await this.#exitsWithin(this.#options.graceMs))) this.#fail('no longer reads its input')
  }

  #fail(reason: string): void {
    if (this.#gone) return
    this.#options.log({ event: 'process-failed', process: this.name, reason })
    this.#asked = true
    this.#end(`The MCP server behind this gateway was ended: it ${reason}.`)
    void this.close()
  }

  #end(reason: string): void {
    if (this.#gone) return
    this.#gone = new ProcessGone(reason)
    this.#child.stdin.destroy()
    // Its further output is dropped, and must not block its exit.
    this.#child.stdout.resume()
    this.onEnd(this.#gone)
  }

  #afterExit(code: number | null, signal: string | null): void {
    RUNNING.delete(this)
    this.kill('SIGKILL')
    const pid = Number(this.#child.pid)
    this.#options.log({ event: 'process-ended', process: this.name, pid, code, signal, asked: this.#asked })
    // Its last output may still be in the pipes, which a process outside its group could hold open for ever.
    const abandon = (): void => {
      this.#child.stdout.destroy()
      this.#child.stderr.destroy()
    }
    setTimeout(abandon, this.#options.graceMs).unref()
  }

  #exitsWithin(ms: number): Promise<boolean> {
    return Promise.race([this.#exited.then(() => true), delay(ms, false, { ref: false })])
  }
}

/** Of the first messages of a batch: no process has more requests to answer. */
const MAX_REFUSED = 10_000

const idsOf = (batch: readonly unknown[]): Pick<MessageScan, 'ids' | 'answered'> => {
  const messages = batch.slice(0, MAX_REFUSED).map(messageOf)
  const of = (kind: 'request' | 'response'): string[] =>
    messages.flatMap((message) => (message?.kind === kind ? [message.id] : []))
  return { ids: of('request'), answered: of('response') }
}

/**
 * What a server inherits, the same as under the official SDK's stdio client. It does not get the gateway's secrets; --env
 * adds further ones.
 */
const childEnvironment = (
  named: Readonly<Record<string, string>> = {},
): Record<string, string | undefined> => {
  const names = process.platform === 'win32' ? INHERITED.windows : INHERITED.posix
  // A function that an old version of bash exported.
  const inherited = names.filter((name) => process.env[name]?.startsWith('()') === false)
  return { ...Object.fromEntries(inherited.map((name) => [name, process.env[name]])), ...named }
}

/** A gateway that exits without closing kills its processes. */
const RUNNING = new Set<ServerProcess>()
process.once('exit', () => {
  for (const one of RUNNING) one.kill('SIGKILL')
})
