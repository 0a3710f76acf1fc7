import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

type Answer = { id?: unknown; result?: { tools?: unknown[] }; error?: unknown }

/** Milliseconds that a program has to end by itself when its input has ended. */
const END_MS = 2_000

/** An MCP client on standard input and output that does as little as one can: what is measured is the other side. */
export class StdioClient {
  readonly process: ChildProcess
  readonly #waiting = new Map<unknown, PromiseWithResolvers<Answer>>()
  #id = 0

  constructor([command = '', ...args]: readonly string[], env: Record<string, string> = {}) {
    this.process = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, ...env },
    })
    this.process.stdin?.on('error', () => {})
    if (this.process.stdout)
      createInterface({ input: this.process.stdout }).on('line', (line) => this.#read(line))
    this.process.once('exit', (code) => {
      for (const { reject } of this.#waiting.values())
        reject(new Error(`${command} ${args[0]} ended with ${code}`))
    })
  }

  /** From nothing to the first list of tools, as the official SDK begins a session. */
  async begin(): Promise<void> {
    const clientInfo = { name: 'bench', version: '1.0.0' }
    await this.ask('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo })
    this.#write({ method: 'notifications/initialized' })
    const { result } = await this.ask('tools/list', {})
    if (!result?.tools?.length) throw new Error('no tools')
  }

  async ask(method: string, params: object): Promise<Answer> {
    const id = ++this.#id
    const waiting = Promise.withResolvers<Answer>()
    this.#waiting.set(id, waiting)
    this.#write({ id, method, params })
    const answer = await waiting.promise
    if (answer.result === undefined) throw new Error(JSON.stringify(answer.error))
    return answer
  }

  async end(): Promise<void> {
    const ended = once(this.process, 'exit')
    this.process.stdin?.end()
    const timer = setTimeout(() => this.process.kill('SIGKILL'), END_MS)
    if (this.process.exitCode === null && this.process.signalCode === null) await ended
    clearTimeout(timer)
  }

  #write(message: object): void {
    this.process.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  }

  #read(line: string): void {
    if (!line.startsWith('{')) return
    const answer = JSON.parse(line) as Answer
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    waiting?.resolve(answer)
  }
}
