import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

/** What a command cost, its children included. Seconds. */
export type Cost = { wall: number; cpu: number; exitCode: number | null }

/** Runs a command to its end; what it prints is dropped, or goes to `stdout`. `stdin` is fed to it. */
export const measure = async (
  command: readonly string[],
  { stdout = '/dev/null', stdin = '' }: { stdout?: string; stdin?: string } = {},
): Promise<Cost> => {
  // bash's own `time` is on every machine, and unlike Node.js it gives the CPU time of children.
  const script = `TIMEFORMAT='%R %U %S'; { time "$@" >"$BENCH_STDOUT" 2>/dev/null; } 2>&1; echo $?`
  const child = spawn('bash', ['-c', script, 'bash', ...command], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, BENCH_STDOUT: stdout, LC_ALL: 'C' },
  })
  child.stdin.on('error', () => {})
  child.stdin.end(stdin)
  return parseTime(await text(child.stdout))
}

/** `real user system`, seconds, as bash prints them, then the exit code. */
export const parseTime = (output: string): Cost => {
  const [wall = Number.NaN, user = Number.NaN, system = Number.NaN, exitCode] = output
    .trim()
    .split(/\s+/)
    .map(Number)
  return { wall, cpu: user + system, exitCode: exitCode ?? null }
}

/** The middle one of `values`. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2
}

/** The quickest of `times` runs: on a machine with other work that is the one that was disturbed least. */
export const best = async <T extends { wall: number }>(times: number, run: () => Promise<T>): Promise<T> => {
  let found = await run()
  for (let i = 1; i < times; i++) {
    const next = await run()
    if (next.wall < found.wall) found = next
  }
  return found
}

/** A folder that is gone when `use` is done. `parent` must be there. */
export const withTemporaryFolder = async <T>(
  use: (folder: string) => Promise<T>,
  parent: string = tmpdir(),
): Promise<T> => {
  const folder = mkdtempSync(join(parent, 'mcp-pqc-bench-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** CPU seconds that processes have used so far (proc_pid_stat(5): utime and stime, in ticks of 10 ms). */
export const cpuSeconds = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => sum + parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1')), 0)

/** The command's name may hold blanks and brackets: the fields are counted from its last bracket. */
export const parseStat = (stat: string): number => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Two digits that mean something. */
export const figure = (value: number, unit = ''): string => {
  const text = value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
  return unit === '' ? text : `${text} ${unit}`
}
