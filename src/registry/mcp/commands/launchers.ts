import { rowsOf } from '../../dataFile.ts'
import table from './launchers.json' with { type: 'json' }

/**
 * Programs that start other programs: what a client's `command` names before the server itself.
 *
 * - `package`: a registry's package by name (`npx`), perhaps named by an option.
 * - `script`: an interpreter: the next argument is a file or the name of a module.
 * - `container`: an image of a registry, with the program's arguments after it.
 * - `shell`: a command line as one text.
 * - `prefix`: the rest is the command.
 * - `remote`: a host, then a command there.
 */
export type LauncherRow = {
  program: string
  subcommand?: readonly string[]
  kind: 'package' | 'script' | 'container' | 'shell' | 'prefix' | 'remote'
  registry?: 'npm' | 'pypi' | 'oci'
  runtime?: string
  /** Options that take a value as the next argument. */
  valueOptions?: readonly string[]
  /** Those of them whose value is the package. */
  packageOptions?: readonly string[]
  /** Python's `-m`. */
  moduleOption?: string
  /** The option whose presence changes the runtime. */
  runtimeOption?: readonly [option: string, runtime: string]
  source: string
}

/** The first row that fits counts: rows of one program have the longer subcommands first. */
export const LAUNCHERS: readonly LauncherRow[] = rowsOf(table)
