import { spawn } from 'node:child_process'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { isatty } from 'node:tty'
import { fileURLToPath } from 'node:url'

// An old Node.js must be able to run this file to report its version: use only syntax of Node.js 16.

/** Exit code of a configuration error (docs: exit codes). The runtime is part of the configuration. */
const CONFIGURATION_ERROR = 2
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP']

export const packageRoot = fileURLToPath(new URL('..', import.meta.url))

/**
 * Calls `start` if this Node.js is new enough. Otherwise passes the command line to the runtime that a checkout has as a
 * dev dependency; if there is none, one line says what is missing.
 */
export async function withSupportedNode(entryUrl, start) {
  const required = requiredVersion()
  if (isAtLeast(process.versions.node, required)) return start()
  const runtime = broughtRuntime()
  if (runtime) return handOver(runtime, fileURLToPath(entryUrl))
  refuse(
    `mcp-pqc needs Node.js ${required} or newer, and this is ${process.versions.node}: install a newer one (https://nodejs.org), or run "npm ci" in a checkout, which brings its own`,
  )
}

export function refuse(message) {
  process.stderr.write(`${message}\n`)
  process.exitCode = CONFIGURATION_ERROR
}

function requiredVersion() {
  const { engines } = JSON.parse(readFileSync(`${packageRoot}/package.json`, 'utf8'))
  return engines.node.replace('>=', '')
}

function isAtLeast(version, required) {
  const [has, needs] = [version, required].map((text) => text.split('.').map(Number))
  const differs = needs.findIndex((part, i) => part !== has[i])
  return differs === -1 || has[differs] > needs[differs]
}

/** The runtime of the checkout, unless it is the one that runs now and is too old itself. */
function broughtRuntime() {
  const path = `${packageRoot}/node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`
  return existsSync(path) && realpathSync(path) !== realpathSync(process.execPath) ? path : undefined
}

/** Forwards signals to the child, and ends as the child ends: with its exit code or its signal. */
function handOver(runtime, entry) {
  // Before the child runs: a signal that comes in between would end this process alone.
  const listeners = FORWARDED.map((signal) => [signal, () => forward(child, signal)])
  for (const [signal, listener] of listeners) process.on(signal, listener)
  const child = spawn(runtime, [entry, ...process.argv.slice(2)], { stdio: 'inherit' })
  child.on('error', (error) => refuse(`${runtime} could not be started: ${error.message}`))
  child.on('exit', (code, signal) => {
    for (const [name, listener] of listeners) process.off(name, listener)
    if (signal) process.kill(process.pid, signal)
    else process.exitCode = code
  })
}

/** A terminal sends Ctrl-C to both processes. Forwarding it would make two of one, and the second may end the child at once. */
function forward(child, signal) {
  // By number: reading process.stdin would open a stream that belongs to the child.
  const onTerminal = [0, 1, 2].some(isatty)
  if (signal !== 'SIGINT' || !onTerminal) child.kill(signal)
}
