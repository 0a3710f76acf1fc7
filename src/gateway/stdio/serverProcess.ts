import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { childEnvironment } from './environment.ts'
import { sayErrorOutput } from './errorOutput.ts'
import { parseExactly } from './exactJson.ts'
import { Lines } from './lines.ts'
import { isObject, type JsonObject, kindOf } from './rpcMessage.ts'
import type { StdioEvent } from './stdioEvent.ts'

export type ProcessOptions = {
  command: string
  args: readonly string[]
  env?: Readonly<Record<string, string>> | undefined
  cwd?: string | undefined
  messageBytes: number
  graceMs: number
  log: (event: StdioEvent) => void
}

/** Bytes that wait for a process that does not read. */
const MAX_UNREAD = 67_108_864

const ENDED = 'The MCP server behind this gateway ended.'

/** The process is not there, or not any more. `message` says why, without a path in it. */
export class ProcessGone extends Error {
  override readonly name = 'ProcessGone'
}

/** The process is there, but has not read for so long that no more can wait for it. */
class ProcessDeaf extends Error {
  override readonly name = 'ProcessDeaf'
}

/**
 * One MCP server that speaks stdio: a message a line (2025-11-25 basic/transports). It leads a process group of its
 * own, and the whole group goes with it. Call `close` at the end; what it says comes to `onMessage`.
 */
export class ServerProcess {
  readonly name: string
  /** `text` is the line as it came. */
  onMessage: (message: JsonObject, text: string) => void = () => {}
  /** Called once, when there will be no more messages. */
  onEnd: (reason: ProcessGone) => void = () => {}
  readonly #options: ProcessOptions
  readonly #child: ChildProcessWithoutNullStreams
  readonly #exited: Promise<unknown>
  readonly #lines: Lines
  #gone: ProcessGone | undefined
  #asked = false
  #pauses = 0

  /** Throws ProcessGone where the command cannot be started. */
  static async start(name: string, options: ProcessOptions): Promise<ServerProcess> {
    try {
      const child = spawn(options.command, [...options.args], {
        env: childEnvironment(options.env),
        cwd: options.cwd,
        stdio: ['pipe', 'pipe', 'pipe'],
        detached: process.platform !== 'win32',
        windowsHide: true,
      })
      await once(child, 'spawn')
      return new ServerProcess(name, child, options)
    } catch (error) {
      const { code = 'unknown error' } = error as NodeJS.ErrnoException
      options.log({ event: 'process-failed', process: name, reason: `it cannot be started: ${code}` })
      throw new ProcessGone(`The MCP server behind this gateway cannot be started (${code}).`)
    }
  }

  private constructor(name: string, child: ChildProcessWithoutNullStreams, options: ProcessOptions) {
    this.name = name
    this.#child = child
    this.#options = options
    this.#lines = new Lines(options.messageBytes)
    options.log({ event: 'process-started', process: name, pid: Number(child.pid) })
    this.#exited = once(child, 'exit').then(([code, signal]) => this.#afterExit(code, signal))
    child.stdout.on('data', (chunk: Buffer) => this.#read(chunk))
    child.stdout.once('close', () => this.#end(ENDED))
    for (const stream of [child.stdin, child.stdout]) stream.on('error', () => {})
    child.on('error', () => {})
    sayErrorOutput(child.stderr, (text) => options.log({ event: 'process-said', process: name, text }))
    RUNNING.add(this)
  }

  get isGone(): boolean {
    return this.#gone !== undefined
  }

  /**
   * Writes one message; waits until the system has taken it, however long the process does not read. Throws
   * ProcessGone, and ProcessDeaf where too much waits already: who sent that may be gone, so that nobody is held up.
   */
  async send(text: string): Promise<void> {
    if (this.#gone) throw this.#gone
    if (this.#child.stdin.writableLength > MAX_UNREAD) {
      throw new ProcessDeaf('The MCP server behind this gateway does not read what it is sent.')
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    // A line's end can only stand between the tokens of JSON, where a space does as well.
    this.#child.stdin.write(`${text.replace(/[\r\n]+/g, ' ')}\n`, (error) => {
      if (error) reject(this.#gone ?? new ProcessGone(ENDED))
      else resolve()
    })
    return promise
  }

  /** Reads no more until as many have called `resume`. */
  pause(): void {
    if (this.#pauses++ === 0 && !this.#gone) this.#child.stdout.pause()
  }

  resume(): void {
    if (--this.#pauses === 0) this.#child.stdout.resume()
  }

  /**
   * 2025-11-25 basic/lifecycle, "Shutdown": closes its input, then SIGTERM, then SIGKILL, each after `graceMs`. What it
   * started and left behind goes with it.
   */
  async close(): Promise<void> {
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
      // Nobody is left in the group.
    }
  }

  #read(chunk: Buffer): void {
    if (this.#gone) return
    try {
      for (const line of this.#lines.read(chunk)) this.#receive(line)
    } catch (error) {
      this.#options.log({ event: 'process-failed', process: this.name, reason: (error as Error).message })
      this.#asked = true
      this.#end('The MCP server behind this gateway sent a message that is too long.')
      void this.close()
    }
  }

  #receive(line: string): void {
    if (line.trim() === '') return
    const value = parsed(line)
    // 2025-03-26 allowed batches.
    for (const message of Array.isArray(value) ? value : [value]) {
      if (isObject(message) && kindOf(message) !== undefined) {
        this.onMessage(message, Array.isArray(value) ? JSON.stringify(message) : line)
      } else {
        const reason = 'a line on its standard output that is no JSON-RPC'
        this.#options.log({ event: 'message-dropped', process: this.name, reason })
      }
    }
  }

  #end(reason: string): void {
    if (this.#gone) return
    this.#gone = new ProcessGone(reason)
    this.#child.stdin.destroy()
    // Nobody will listen: what it still says must not hold it up on its way out.
    this.#child.stdout.resume()
    this.onEnd(this.#gone)
  }

  #afterExit(code: number | null, signal: string | null): void {
    RUNNING.delete(this)
    this.kill('SIGKILL')
    const pid = Number(this.#child.pid)
    this.#options.log({ event: 'process-ended', process: this.name, pid, code, signal, asked: this.#asked })
    // Its last words may still be in the pipe; a grandchild that was not in the group could hold that open for ever.
    setTimeout(() => this.#child.stdout.destroy(), this.#options.graceMs).unref()
  }

  async #exitsWithin(ms: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const timer = setTimeout(() => resolve(false), ms)
    void this.#exited.then(() => resolve(true))
    return promise.finally(() => clearTimeout(timer))
  }
}

const parsed = (line: string): unknown => {
  try {
    return parseExactly(line)
  } catch {
    return undefined
  }
}

/** A gateway that exits without a word takes its processes with it. */
const RUNNING = new Set<ServerProcess>()
process.once('exit', () => {
  for (const one of RUNNING) one.kill('SIGKILL')
})
