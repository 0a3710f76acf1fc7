import { fileURLToPath } from 'node:url'
import { type Interfaces, settings } from '@oclif/core'
import pjson from '../package.json' with { type: 'json' }

// Node.js runs TypeScript itself; oclif would search for ts-node or tsx and warn that neither is installed.
settings.enableAutoTranspile = false

/** How oclif finds the commands without a build. For bin/dev.js, and for the tests' runCommand. */
export const fromSource = {
  root: fileURLToPath(new URL('..', import.meta.url)),
  ignoreManifest: true,
  pjson: { ...pjson, oclif: { ...pjson.oclif, commands: './commands' } } as unknown as Interfaces.PJSON,
} satisfies Interfaces.LoadOptions
