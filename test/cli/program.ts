import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const DEV = fileURLToPath(new URL('../../bin/dev.js', import.meta.url))

export type Outcome = { code: number | null; signal: string | null; stdout: string; stderr: string }

type Surroundings = { env?: Record<string, string>; cwd?: string }

/** The program in a process of its own, as a shell starts it. */
export const start = (
  args: readonly string[],
  { env = {}, cwd }: Surroundings = {},
): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, [DEV, ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    ...(cwd === undefined ? {} : { cwd }),
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
