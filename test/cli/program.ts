import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { fromSource } from '../../bin/from-source.ts'
import { runLine } from '../../src/cli/main.ts'

const DEV = fileURLToPath(new URL('../../bin/dev.js', import.meta.url))

export type Outcome = { code: number | null; signal: string | null; stdout: string; stderr: string }

/** The words of a command line for the program, to hand to a shell. */
export const words = (args: readonly string[]): string[] => [process.execPath, DEV, ...args]

type Surroundings = { env?: Record<string, string> }

/** The program in a process of its own, as a shell starts it. */
export const start = (
  args: readonly string[],
  { env = {} }: Surroundings = {},
): ChildProcessWithoutNullStreams =>
  noted(spawn(process.execPath, [DEV, ...args], { env: { ...clean(), ...env } }))

const running = new Set<ChildProcessWithoutNullStreams>()

const noted = (child: ChildProcessWithoutNullStreams): ChildProcessWithoutNullStreams => {
  running.add(child)
  child.once('close', () => running.delete(child))
  return child
}

/** What a failed test left running. */
export const killAll = (): void => {
  for (const child of running) child.kill('SIGKILL')
}

/** A script of bash. `words` are "$0" "$@" in it. */
export const startShell = (script: string, command: readonly string[], env: Record<string, string> = {}) =>
  spawn('bash', ['-c', script, ...command], { env: { ...clean(), ...env } })

export const runShell = (script: string, command: readonly string[]): Promise<Outcome> =>
  outcome(startShell(script, command))

/** What the program keeps goes where the tests can throw it away. */
const DATA = mkdtempSync(join(tmpdir(), 'mcp-pqc-data-'))
process.once('exit', () => rmSync(DATA, { recursive: true, force: true }))

/** Nothing of the tests' own surroundings, such as CI's NO_COLOR. */
const clean = () => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  XDG_DATA_HOME: DATA,
  TERM: 'xterm-256color',
})

/** Waits for its end. `stdin` is what it can read; without it there is nothing. */
export const run = async (
  args: readonly string[],
  { stdin = '', ...surroundings }: Surroundings & { stdin?: string } = {},
): Promise<Outcome> => {
  const child = start(args, surroundings)
  // A program that does not read its input closes it early.
  child.stdin.on('error', () => {})
  child.stdin.end(stdin)
  return outcome(child)
}

export const outcome = async (child: ChildProcessWithoutNullStreams): Promise<Outcome> => {
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null, string | null]>,
  ])
  return { code, signal, stdout, stderr }
}

/**
 * `run`, but in this process, where a command begins half a second sooner. For what a command answers; signals,
 * streams and everything that ends a process need `run`. One command at a time.
 */
export const runHere = (args: readonly string[], { env = {} }: Surroundings = {}): Promise<Outcome> => {
  const result = previous.then(() => inThisProcess(args, { ...clean(), ...env }))
  previous = result.catch(() => {})
  return result
}

let previous: Promise<unknown> = Promise.resolve()

const inThisProcess = async (args: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome> => {
  const { env: environment, exitCode } = process
  const [stdout, stderr] = [captured(process.stdout), captured(process.stderr)]
  process.env = env
  process.exitCode = undefined
  try {
    await runLine([...args], fromSource)
    return { code: Number(process.exitCode ?? 0), signal: null, stdout: stdout.text(), stderr: stderr.text() }
  } finally {
    stdout.release()
    stderr.release()
    process.env = environment
    process.exitCode = exitCode
  }
}

/** Keeps what is written to a stream, which is no terminal meanwhile. */
const captured = (stream: NodeJS.WriteStream): { text: () => string; release: () => void } => {
  const { write, isTTY } = stream
  const listeners = stream.listeners('drain')
  const chunks: Buffer[] = []
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    chunks.push(Buffer.from(chunk as string))
    const done = rest.at(-1)
    if (typeof done === 'function') queueMicrotask(() => done())
    return true
  }
  stream.isTTY = false
  return {
    text: () => Buffer.concat(chunks).toString(),
    release: () => {
      Object.assign(stream, { write, isTTY })
      // oclif waits for this event at the end of each command.
      for (const listener of stream.listeners('drain'))
        if (!listeners.includes(listener)) stream.off('drain', listener as () => void)
    },
  }
}
